import Database
import Domain
package import Tenants

extension AuthServices {
    /// Finds the reasons that people typed. What was typed before they had a place of their own stands where the person's own
    /// page reads it.
    package var typedReasons: TypedReasons {
        TypedReasons(database: parts.database) { person, tenant, transaction in
            try transaction.values(
                String.self,
                """
                SELECT reason FROM factor_reset WHERE tenant_id = \(tenant) AND person_id = \(person)
                UNION SELECT reason FROM login_bypass WHERE tenant_id = \(tenant) AND person_id = \(person)
                UNION SELECT reason FROM factor_reset_proposal
                WHERE tenant_id = \(tenant) AND person_id = \(person)
                """)
        }
    }
}
