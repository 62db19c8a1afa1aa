import Database
import Domain
package import Tenants

extension PeopleExportExtras {
    /// Contacts, contact orders and addresses, unmasked and in the columns that `PeopleImportExtras.profiles` reads back.
    ///
    /// Telephones are written without the voice option too: a file that left them out would delete them when it comes
    /// back.
    package static func profiles(table: RegionTable) -> PeopleExportExtras {
        PeopleExportExtras(columns: ImportColumns.all) { people, tenant, transaction in
            try StoredProfile.load(people, in: tenant, table, transaction).mapValues {
                ImportColumns.cells(of: $0.draft)
            }
        }
    }
}
