import { fixedId } from './ids.ts';
import type { ColumnLine } from './columns.ts';
import { label, managed } from './managed.ts';
import type { Definition } from './table-definition.ts';
import type { SeededTable } from './tables.ts';

/** Types whose definition has another name than the type. */
const KINDS: Readonly<Record<string, string>> = {
  Uniqueidentifier: 'UniqueIdentifier',
  Owner: 'Lookup',
  Customer: 'Lookup',
  Virtual: '',
};

/** `StringAttributeMetadata` for a column of type `String`. */
export const kindOf = (type: string): string => `${KINDS[type] ?? type}AttributeMetadata`;

const TARGETS: Readonly<Record<string, readonly string[]>> = {
  createdby: ['systemuser'],
  modifiedby: ['systemuser'],
  ownerid: ['systemuser', 'team'],
  parentaccountid: ['account'],
  primarycontactid: ['contact'],
  transactioncurrencyid: ['transactioncurrency'],
};

const lookup = (column: string): Definition => ({
  Targets: TARGETS[column] ?? ['account', 'contact'],
  Format: 'None',
});

/** What a type has beyond the properties of every column. */
const SPECIAL: Readonly<Record<string, (column: string) => Definition>> = {
  String: () => ({ MaxLength: 160, DatabaseLength: 320, Format: 'Text', FormulaDefinition: '' }),
  Memo: () => ({ MaxLength: 2000, Format: 'TextArea', IsLocalizable: false }),
  Integer: () => ({ MinValue: 0, MaxValue: 1_000_000_000, Format: 'None', SourceTypeMask: 0 }),
  Decimal: () => ({ MinValue: 1e-10, MaxValue: 1e11, Precision: 10, SourceTypeMask: 0 }),
  Money: () => ({
    MinValue: 0,
    MaxValue: 1e14,
    Precision: 2,
    PrecisionSource: 2,
    ImeMode: 'Disabled',
  }),
  BigInt: () => ({ MinValue: -9e15, MaxValue: 9e15 }),
  DateTime: () => ({ Format: 'DateAndTime', DateTimeBehavior: { Value: 'UserLocal' } }),
  Boolean: () => ({ DefaultValue: false, SourceTypeMask: 0 }),
  Picklist: () => ({ DefaultFormValue: -1, SourceTypeMask: 0, ParentPicklistLogicalName: null }),
  Lookup: lookup,
  Owner: lookup,
  Customer: lookup,
};

export interface ColumnPlace {
  readonly organisationId: string;
  readonly table: SeededTable;
  readonly number: number;
}

/** The whole definition of a column in its first state, without `@odata.type`. */
export function columnDefinition(place: ColumnPlace, line: ColumnLine): Definition {
  const [name, type, english, german, words = ''] = line;
  const { organisationId, table, number } = place;
  const traits = new Set(words.split(' '));
  const parent = words.split(' ').find((word) => word.startsWith('of-'));
  const id = (...parts: readonly string[]) =>
    fixedId(organisationId, table.logicalName, 'column', name, ...parts);
  const isManaged = !name.startsWith('con_');
  const named = (kind: string, en: string, de: string) =>
    label(en, de, (language) => id(kind, language), isManaged);
  const isKey = name === `${table.logicalName}id`;
  return {
    MetadataId: id(),
    LogicalName: name,
    SchemaName: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    EntityLogicalName: table.logicalName,
    AttributeOf: parent?.slice(3) ?? null,
    AttributeType: type,
    AttributeTypeName: { Value: `${type}Type` },
    ColumnNumber: number,
    DisplayName: named('name', english, german),
    Description: named('about', `${english} of the row.`, `${german} der Zeile.`),
    DeprecatedVersion: null,
    IntroducedVersion: '5.0.0.0',
    IsAuditEnabled: managed(
      !traits.has('quiet') && !traits.has('locked'),
      'canmodifyauditsettings',
      !traits.has('locked'),
    ),
    IsCustomizable: managed(!traits.has('fixed'), 'iscustomizable', !isManaged),
    IsRenameable: managed(true, 'isrenameable'),
    IsGlobalFilterEnabled: managed(false, 'canmodifyglobalfiltersettings'),
    IsSortableEnabled: managed(false, 'canmodifyissortablesettings'),
    IsValidForAdvancedFind: managed(true, 'canmodifysearchsettings'),
    CanModifyAdditionalSettings: managed(true, 'canmodifyadditionalsettings'),
    RequiredLevel: {
      Value: isKey ? 'SystemRequired' : 'None',
      CanBeChanged: !isKey,
      ManagedPropertyLogicalName: 'canmodifyrequirementlevelsettings',
    },
    IsValidForRead: name !== 'traversedpath',
    IsValidForCreate: !isKey,
    IsValidForUpdate: !isKey && parent === undefined,
    IsValidForForm: !isKey,
    IsValidForGrid: true,
    IsRequiredForForm: false,
    IsManaged: isManaged,
    IsCustomAttribute: !isManaged,
    IsPrimaryId: isKey,
    IsPrimaryName: number === 2,
    IsSecured: traits.has('secured'),
    IsLogical: parent !== undefined,
    IsFilterable: false,
    IsSearchable: type === 'String',
    IsRetrievable: true,
    IsDataSourceSecret: false,
    CanBeSecuredForRead: !isKey,
    CanBeSecuredForCreate: !isKey,
    CanBeSecuredForUpdate: !isKey,
    HasChanged: null,
    LinkedAttributeId: null,
    InheritsFrom: null,
    ExternalName: null,
    SourceType: 0,
    CreatedOn: '2023-02-14T08:00:00Z',
    ModifiedOn: '2025-03-03T10:15:30Z',
    ...SPECIAL[type]?.(name),
  };
}
