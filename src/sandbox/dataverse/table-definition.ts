import { primaryName } from './columns.ts';
import { fixedId } from './ids.ts';
import { label, managed, type Managed } from './managed.ts';
import type { Ownership, SeededTable } from './tables.ts';

/** A table or column definition as plain JSON. */
export type Definition = Readonly<Record<string, unknown>>;

const OWNERSHIP: Readonly<Record<Ownership, string>> = {
  user: 'UserOwned',
  organisation: 'OrganizationOwned',
  business: 'BusinessOwned',
  none: 'None',
};

/** Managed properties beside the audit flag: value and the name of what gates it. */
const MANAGED: Readonly<Record<string, readonly [boolean, string]>> = {
  IsValidForQueue: [true, 'canmodifyqueuesettings'],
  IsConnectionsEnabled: [true, 'canmodifyconnectionsettings'],
  IsRenameable: [true, 'isrenameable'],
  IsMappable: [true, 'ismappable'],
  IsDuplicateDetectionEnabled: [true, 'canmodifyduplicatedetectionsettings'],
  CanCreateAttributes: [true, 'cancreateattributes'],
  CanCreateForms: [true, 'cancreateforms'],
  CanCreateViews: [true, 'cancreateviews'],
  CanCreateCharts: [true, 'cancreatecharts'],
  CanBeRelatedEntityInRelationship: [true, 'canberelatedentityinrelationship'],
  CanBePrimaryEntityInRelationship: [true, 'canbeprimaryentityinrelationship'],
  CanBeInManyToMany: [true, 'canbeinmanytomany'],
  CanBeInCustomEntityAssociation: [true, 'canbeincustomentityassociation'],
  CanEnableSyncToExternalSearchIndex: [true, 'canenablesynctoexternalsearchindex'],
  CanChangeHierarchicalRelationship: [true, 'canchangehierarchicalrelationship'],
  CanChangeTrackingBeEnabled: [true, 'canchangetrackingbeenabled'],
  IsMailMergeEnabled: [true, 'canmodifymailmergesettings'],
  IsVisibleInMobile: [false, 'canmodifymobilevisibility'],
  IsVisibleInMobileClient: [true, 'canmodifymobileclientvisibility'],
  IsReadOnlyInMobileClient: [false, 'canmodifymobileclientreadonly'],
  IsOfflineInMobileClient: [true, 'canmodifymobileclientoffline'],
};

const manageds = (): Record<string, Managed> =>
  Object.fromEntries(
    Object.entries(MANAGED).map(([name, [value, gate]]) => [name, managed(value, gate)]),
  );

const PRIVILEGES = ['Create', 'Read', 'Write', 'Delete', 'Assign', 'Share', 'Append', 'AppendTo'];

const privileges = (schemaName: string) =>
  PRIVILEGES.map((type) => ({
    CanBeBasic: true,
    CanBeDeep: true,
    CanBeGlobal: true,
    CanBeLocal: true,
    CanBeEntityReference: false,
    CanBeParentEntityReference: false,
    Name: `prv${type}${schemaName}`,
    PrivilegeId: fixedId('privilege', type, schemaName),
    PrivilegeType: type,
  }));

const has = ({ traits }: SeededTable, trait: string) => traits.has(trait);

const switches = (table: SeededTable): Definition => ({
  AutoRouteToOwnerQueue: false,
  CanTriggerWorkflow: true,
  EntityHelpUrlEnabled: false,
  IsDocumentManagementEnabled: table.logicalName === 'account',
  IsOneNoteIntegrationEnabled: false,
  IsInteractionCentricEnabled: true,
  IsKnowledgeManagementEnabled: table.logicalName === 'incident',
  IsSLAEnabled: table.logicalName === 'incident',
  IsBPFEntity: table.logicalName.endsWith('process'),
  AutoCreateAccessTeams: false,
  IsActivity: has(table, 'activity'),
  IsActivityParty: ['account', 'contact', 'lead', 'systemuser'].includes(table.logicalName),
  IsAvailableOffline: true,
  IsChildEntity: false,
  IsAIRUpdated: true,
  IsCustomEntity: has(table, 'custom'),
  IsBusinessProcessEnabled: true,
  SyncToExternalSearchIndex: true,
  IsOptimisticConcurrencyEnabled: true,
  ChangeTrackingEnabled: true,
  IsImportable: true,
  IsIntersect: has(table, 'intersect'),
  IsManaged: !has(table, 'custom') || has(table, 'managed'),
  IsEnabledForCharts: true,
  IsEnabledForTrace: false,
  IsValidForAdvancedFind: true,
  IsReadingPaneEnabled: true,
  IsQuickCreateEnabled: true,
  IsStateModelAware: true,
  EnforceStateTransitions: false,
  IsEnabledForExternalChannels: false,
  IsPrivate: has(table, 'private'),
  IsLogicalEntity: has(table, 'logical'),
  UsesBusinessDataLabelTable: false,
  IsSolutionAware: false,
  IsMSTeamsIntegrationEnabled: false,
  HasNotes: true,
  HasActivities: !has(table, 'activity'),
  HasFeedback: false,
  HasEmailAddresses: false,
  HasChanged: null,
  IsRetentionEnabled: false,
  IsArchivalEnabled: false,
});

const texts = (table: SeededTable): Definition => ({
  EntityHelpUrl: `https://help.contoso.example/tables/${table.logicalName}`,
  IconLargeName: null,
  IconMediumName: null,
  IconSmallName: null,
  IconVectorName: `con_/icons/${table.logicalName}.svg`,
  PrimaryNameAttribute: primaryName(table),
  PrimaryImageAttribute: null,
  PrimaryIdAttribute: `${table.logicalName}id`,
  RecurrenceBaseEntityLogicalName: null,
  ReportViewName: `Filtered${table.schemaName}`,
  IntroducedVersion: '5.0.0.0',
  EntityColor: '#794300',
  LogicalCollectionName: table.entitySet,
  CollectionSchemaName: `${table.schemaName}s`,
  MobileOfflineFilters: null,
  ExternalName: null,
  ExternalCollectionName: null,
  DataProviderId: null,
  DataSourceId: null,
  TableType: 'Standard',
  CreatedOn: '2023-02-14T08:00:00Z',
  ModifiedOn: '2025-03-03T10:15:30Z',
});

/** The whole definition of a table in its first state, as a GET without `$select` shows it. */
export function tableDefinition(organisationId: string, table: SeededTable): Definition {
  const id = (...parts: readonly string[]) => fixedId(organisationId, table.logicalName, ...parts);
  const isManaged = !has(table, 'custom') || has(table, 'managed');
  const [one, many] = table.english;
  const [eine, viele] = table.german;
  const named = (kind: string, english: string, german: string) =>
    label(english, german, (language) => id(kind, language), isManaged);
  return {
    MetadataId: id(),
    LogicalName: table.logicalName,
    SchemaName: table.schemaName,
    EntitySetName: table.entitySet,
    ObjectTypeCode: table.code,
    OwnershipType: OWNERSHIP[table.ownership],
    DisplayName: named('name', one, eine),
    DisplayCollectionName: named('names', many, viele),
    Description: named('about', `Holds ${many.toLowerCase()}.`, `Enthält ${viele}.`),
    IsRetrieveAuditEnabled: has(table, 'opened'),
    IsRetrieveMultipleAuditEnabled: has(table, 'listed'),
    IsAuditEnabled: managed(has(table, 'audited'), 'canmodifyauditsettings', !has(table, 'locked')),
    IsCustomizable: managed(!has(table, 'fixed'), 'iscustomizable', !isManaged),
    CanModifyAdditionalSettings: managed(!has(table, 'fixed'), 'canmodifyadditionalsettings'),
    ...manageds(),
    ...switches(table),
    ...texts(table),
    ActivityTypeMask: has(table, 'activity') ? 1 : 0,
    DaysSinceRecordLastModified: 0,
    Privileges: privileges(table.schemaName),
    Settings: [],
  };
}
