import Database
import Domain
package import Tenants

extension PeopleExportExtras {
    /// Contacts, contact orders and addresses in the columns that `PeopleImportExtras.profiles` reads back, whole or masked.
    ///
    /// Telephones are written without the voice option too: a file that left them out would delete them when it comes
    /// back.
    package static func profiles(table: RegionTable) -> PeopleExportExtras {
        PeopleExportExtras(columns: ImportColumns.all) { people, isMasked, tenant, transaction in
            try StoredProfile.load(people, in: tenant, table, transaction).mapValues {
                isMasked ? ImportColumns.maskedCells(of: $0.draft) : ImportColumns.cells(of: $0.draft)
            }
        }
    }
}
