import Auth
import Profiles
import Tenants

/// Use cases that need nothing but the store.
extension PageServices {
    var clients: ListClients { ListClients(database: database) }
    var officePolicy: ReadOfficePolicy { ReadOfficePolicy(database: database) }
    var readPolicy: ReadPolicy { ReadPolicy(database: database) }
    var changePolicies: ChangePolicies { ChangePolicies(database: database) }
    var changeClient: ChangeClient { ChangeClient(database: database) }
    var officeDoor: OfficeDoor { OfficeDoor(database: database) }
    var listAccounts: ListAccounts { ListAccounts(database: database) }
    var careForAccounts: CareForAccounts { CareForAccounts(database: database, notices: auth.parts.notices) }
    var writeNews: WriteNews { WriteNews(database: database, identifiers: identifiers) }
    var officeHelpDesk: OfficeHelpDesk { OfficeHelpDesk(database: database) }
    var drift: Drift { Drift(database: database) }
    var readReadiness: ReadReadiness { ReadReadiness(database: database) }
    var readinessTrend: ReadinessTrend { ReadinessTrend(database: database) }
    var writeReminder: WriteReminder {
        WriteReminder(database: database, draft: broadcasts.draft, loginAddress: publicURL + "/login")
    }
}
