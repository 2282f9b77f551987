import type { ServiceAnswer } from '../service.ts';
import { argumentsOf, getArgument } from './arguments.ts';
import { collection, type RowType } from './collection.ts';
import { columnsSeen, tableSeen } from './definitions.ts';
import { logActivity } from './events.ts';
import { fixedId, fixedNumber } from './ids.ts';
import { businessUnit, nowOf, type Call } from './org.ts';
import { invalid, noRow } from './refused.ts';
import { isOn } from './replace.ts';
import type { Definition } from './table-definition.ts';
import { usersOf } from './users.ts';

/** GET WhoAmI: never logged. */
export function whoAmI({ org, user, base }: Call): ServiceAnswer {
  return {
    status: 200,
    body: {
      '@odata.context': `${base}/$metadata#Microsoft.Dynamics.CRM.WhoAmIResponse`,
      BusinessUnitId: businessUnit(org),
      UserId: user.id,
      OrganizationId: org.seed.organisationId,
    },
  };
}

const ROLE: RowType = {
  set: 'roles',
  type: 'role',
  key: 'roleid',
  properties: new Set(['roleid', 'name', '_businessunitid_value', '_roletemplateid_value']),
  pages: true,
};

/** GET systemusers(id)/systemuserroles_association: roles assigned directly, none of a team. */
export function listRoles(call: Call): ServiceAnswer {
  const { org, path } = call;
  const id = (path[0] ?? '').toLowerCase();
  const user = usersOf(org.tenant, org.seed).find((known) => known.id === id);
  if (user === undefined) throw noRow('systemuser', id);
  logActivity(call, { message: 'RetrieveMultiple', table: 'role' });
  return collection(call, ROLE, () =>
    user.roles.map((name) => ({
      roleid: fixedId(org.seed.organisationId, 'role', name),
      name,
      _businessunitid_value: businessUnit(org),
      _roletemplateid_value: fixedId('roletemplate', name),
    })),
  );
}

const TABLE = '1';
const COLUMN = '2';

function findComponent({ org }: Call, type: string, id: string): Definition | undefined {
  const tables = [...org.catalogue.byName.values()];
  if (type === TABLE)
    return tables.filter((table) => table.id === id).map((table) => tableSeen(org, table, true))[0];
  return tables
    .flatMap((table) => [...columnsSeen(org, table, true).values()])
    .find((column) => column['MetadataId'] === id);
}

/** GET IsComponentCustomizable(…) for tables and columns: never logged. */
export function isComponentCustomizable(call: Call): ServiceAnswer {
  const given = argumentsOf(call, call.path[0] ?? '');
  const id = getArgument(given, 'ComponentId').toLowerCase();
  const type = getArgument(given, 'ComponentType');
  if (type !== TABLE && type !== COLUMN) throw invalid(`Component type ${type} is not supported.`);
  const component = findComponent(call, type, id);
  if (component === undefined) throw noRow('component', id);
  return {
    status: 200,
    body: {
      '@odata.context': `${call.base}/$metadata#Microsoft.Dynamics.CRM.IsComponentCustomizableResponse`,
      IsComponentCustomizable: isOn(component, 'IsCustomizable'),
    },
  };
}

const COUNTING = 5_000;
const FRESH = 3_600_000;
const ROW_BYTES = 640;

/** Bytes of audit rows by table: what was there before, and what was written since. */
function sizes({ org }: Call): ReadonlyMap<string, number> {
  const tables = [...org.catalogue.byName.values()].filter(({ published }) => published.audit);
  const before = tables.map(({ logicalName }): [string, number] => [
    logicalName,
    ROW_BYTES * fixedNumber(200_000, org.host, 'storage', logicalName),
  ]);
  const total = new Map(before);
  for (const { objecttypecode } of org.documents.audits.list())
    total.set(objecttypecode, (total.get(objecttypecode) ?? 0) + ROW_BYTES);
  return total;
}

const result = (call: Call, Result: unknown): ServiceAnswer => ({
  status: 200,
  body: {
    '@odata.context': `${call.base}/$metadata#Microsoft.Dynamics.CRM.GetAuditStorageDetailsResponse`,
    Result,
  },
});

/** POST GetAuditStorageDetails: counts first, answers later. */
export function auditStorage(call: Call): ServiceAnswer {
  const { org } = call;
  const now = nowOf(org).getTime();
  const asked = org.documents.storage.find('asked');
  const age = asked === undefined ? Infinity : now - Date.parse(asked.at);
  logActivity(call, { message: 'GetAuditStorageDetails' });
  if (age > FRESH) org.documents.storage.put('asked', { at: nowOf(org).toISOString() });
  if (age > FRESH || age < COUNTING)
    return result(call, { Status: 'Pending', AuditStorageDetails: null });
  const counted = [...sizes(call)];
  const code = (name: string) => org.catalogue.byName.get(name)?.code ?? 0;
  const Values = counted.map(([name, SizeInBytes]) => ({
    SizeInBytes,
    ObjectTypeCode: code(name),
  }));
  const Keys = counted.map(([name]) => name);
  const AuditStorageDetails = { Count: counted.length, IsReadOnly: false, Keys, Values };
  return result(call, { Status: 'Completed', AuditStorageDetails });
}
