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
            let precision = try AddressPrecision.load(tenant, in: transaction)
            return try StoredProfile.load(people, in: tenant, table, transaction).mapValues {
                let draft = $0.seen(precision).draft
                return isMasked ? ImportColumns.maskedCells(of: draft) : ImportColumns.cells(of: draft)
            }
        }
    }
}
