import type { Entry } from './sense.ts';

/** Names of SDK messages that are words of no other meaning here. */
const NAMES = `
  AddListMembersList AddMemberList AddMembersTeam AddPrincipalToQueue AddPrivilegesRole AddToQueue
  AddUserToRecordTeam Associate BackgroundSendEmail Book BulkDelete BulkDetectDuplicates
  CancelContract CancelSalesOrder CloneAsPatch CloneAsSolution CloseIncident CloseQuote
  ConvertQuoteToSalesOrder CopyCampaign CopyDynamicListToStatic CreateAttribute CreateEntity
  CreateManyToMany CreateMultiple CreateOneToMany CreateOptionSet DeleteAndPromote DeleteAttribute
  DeleteAuditData DeleteEntity DeleteMultiple DeleteOptionSet DeleteRecordChangeHistory
  DeleteRelationship DeliverIncomingEmail Disassociate ExecuteAsync ExecuteFetch ExecuteMultiple
  ExecuteTransaction ExecuteWorkflow ExportSolution ExportToExcel ExportToWord ExportTranslation
  GenerateInvoiceFromOpportunity GrantAccess ImportRecordsImport ImportSolution
  ImportSolutionAsync ImportTranslation InitializeFrom InsertOptionValue LoseOpportunity Merge
  ModifyAccess ParseImport PickFromQueue PropagateByExpression PublishAllXml PublishXml QualifyLead
  ReassignObjectsOwner ReassignObjectsSystemUser RemoveFromQueue RemoveMemberList RemoveMembersTeam
  RemovePrivilegeRole ReplacePrivilegesRole Retrieve RetrieveAllEntities RetrieveAuditDetails
  RetrieveEntitiesForAggregateQuery RetrieveEntity RetrieveMultiple RetrievePersonalWall
  RetrievePrincipalAccess RetrieveRecordChangeHistory RetrieveRecordWall
  RetrieveSharedPrincipalsAndAccess RetrieveVersion RevokeAccess ReviseQuote RollUp RouteTo
  SendEmail SendEmailFromTemplate SendTemplate SetBusinessSystemUser SetParentBusinessUnit
  SetParentSystemUser SetProcess SetState SetStateDynamicEntity StageAndUpgrade TransformImport
  UpdateAttribute UpdateEntity UpdateMultiple UpdateOptionSet UpdateRelationship
  UpdateRibbonClientMetadata Upsert UpsertMultiple UserSignIn UserSignOut WinOpportunity WinQuote
  CrmDefaultActivity ApplyAdminRole LockboxRequestOperation GovernanceApiPolicyOperation
  EnvironmentPropertyChange TenantIsolationOperation NewEnvironmentGroup DeleteEnvironmentGroup
  UpdateEnvironmentGroup UserLoggedIn UserLoginFailed MailItemsAccessed FileAccessed FileDownloaded
  FileDeleted FileModified FileUploaded FilePreviewed New-InboxRule Set-InboxRule Set-Mailbox
  Add-MailboxPermission HardDelete SoftDelete MoveToDeletedItems SendAs
`
  .trim()
  .split(/\s+/u);

/** Messages that are also everyday words: only behind `message`. */
const EVERYDAY = 'Create Update Delete Assign Import Search Send Export Read Open'.split(' ');

const entry =
  (named: boolean) =>
  (name: string): Entry => [
    // A message with a hyphen is looked up without it, and meant with it.
    name.toLowerCase().replaceAll('-', ' '),
    { kind: 'value', field: 'message', values: [name.toLowerCase()], form: 'noun', named },
  ];

export const MESSAGE_WORDS: readonly Entry[] = [
  ...NAMES.map(entry(false)),
  ...EVERYDAY.map(entry(true)),
];
