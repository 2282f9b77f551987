import { z } from 'zod';
import { GatewayError } from '../../core/errors.ts';
import type { Caller, Dataverse, OrganisationAudit } from '../dataverse.ts';
import { parseAnswer } from './client.ts';
import { METADATA_WRITE, STRONG, type Door } from './dataverse-door.ts';
import { pageOf } from './dataverse-forms.ts';
import { refusal } from './failure.ts';
import { writeOnce } from './looking.ts';

const WhoAmI = z.object({ UserId: z.string(), OrganizationId: z.string() });
const Roles = pageOf(z.object({ name: z.string() }));

/** Who the bot is in this environment; undefined when it is no user of it. */
export async function findCaller(door: Door): Promise<Caller | undefined> {
  const whoAmI = door.call('Asking who the bot is in this environment', 'WhoAmI');
  const answer = await door.http.ask(whoAmI);
  // Both are seen for an application without a user: the number of the code is not documented.
  if (answer.status === 401 || answer.status === 403) return undefined;
  if (!answer.ok) throw refusal(whoAmI, answer);
  const { UserId, OrganizationId } = parseAnswer(whoAmI, answer.status, answer.body, WhoAmI);
  const path = `systemusers(${UserId})/systemuserroles_association?$select=name`;
  const roles = await door.list(door.call("Reading the bot's roles", path), Roles);
  return { userId: UserId, organisationId: OrganizationId, roles: roles.map(({ name }) => name) };
}

const READS = 'isreadauditenabled';
const COLUMNS = [
  'organizationid',
  'isauditenabled',
  'isuseraccessauditenabled',
  READS,
  'auditretentionperiodv2',
  'useraccessauditinginterval',
  'orgdborgsettings',
];

const Organisations = z.object({
  value: z.tuple([
    z.object({
      organizationid: z.string(),
      isauditenabled: z.boolean().nullish(),
      isuseraccessauditenabled: z.boolean().nullish(),
      isreadauditenabled: z.boolean().nullish(),
      auditretentionperiodv2: z.int().nullish(),
      useraccessauditinginterval: z.int().nullish(),
      orgdborgsettings: z.string().nullish(),
    }),
  ]),
});
type Row = z.infer<typeof Organisations>['value'][0];

const LOCKDOWN =
  /<IsLockdownOfUnmanagedCustomizationEnabled>\s*true\s*<\/IsLockdownOfUnmanagedCustomizationEnabled>/i;

const organisationOf = (row: Row, hasReads: boolean): OrganisationAudit => ({
  organisationId: row.organizationid,
  auditing: row.isauditenabled ?? false,
  userAccess: row.isuseraccessauditenabled ?? false,
  reads: hasReads ? (row.isreadauditenabled ?? false) : undefined,
  retentionDays: row.auditretentionperiodv2 ?? undefined,
  userAccessInterval: row.useraccessauditinginterval ?? undefined,
  customizationLocked: LOCKDOWN.test(row.orgdborgsettings ?? ''),
});

/** The switches of the organisation. Old environments do not have the one for reads. */
export async function getOrganisation(door: Door, hasReads = true): Promise<OrganisationAudit> {
  const columns = hasReads ? COLUMNS : COLUMNS.filter((column) => column !== READS);
  const call = door.call(
    'Reading the audit settings of the environment',
    `organizations?$select=${columns.join(',')}`,
    { headers: STRONG },
  );
  const answer = await door.http.ask(call);
  if (hasReads && answer.status === 400 && answer.message.includes(READS))
    return getOrganisation(door, false);
  if (!answer.ok) throw refusal(call, answer);
  const { value } = parseAnswer(call, answer.status, answer.body, Organisations);
  return organisationOf(value[0], hasReads && value[0].isreadauditenabled !== undefined);
}

const NAMES = {
  auditing: 'isauditenabled',
  userAccess: 'isuseraccessauditenabled',
  reads: READS,
  retentionDays: 'auditretentionperiodv2',
} as const;
type Setting = keyof typeof NAMES;
const SETTINGS: readonly Setting[] = ['auditing', 'userAccess', 'reads', 'retentionDays'];

/** Sends the named columns only, and returns when a read shows them. */
export async function setOrganisation(
  door: Door,
  ...[id, change, requestId]: Parameters<Dataverse['setOrganisation']>
): Promise<void> {
  const named = SETTINGS.filter((setting) => change[setting] !== undefined);
  if (named.length === 0) return;
  if (!/^[0-9a-f-]{36}$/i.test(id)) throw noSuchOrganisation();
  const holds = async () => {
    const now = await getOrganisation(door);
    return named.every((setting) => now[setting] === change[setting]);
  };
  const call = door.call('Changing the audit settings of the environment', `organizations(${id})`, {
    method: 'PATCH',
    // A wrong id would otherwise create a row.
    headers: { 'if-match': '*' },
    body: Object.fromEntries(named.map((setting) => [NAMES[setting], change[setting]])),
    requestId,
    patience: METADATA_WRITE,
  });
  const send = async () => (await door.http.send(call)).ok;
  await writeOnce({ doing: call.doing, clock: door.http.clock, holds, send });
}

const noSuchOrganisation = (): GatewayError =>
  new GatewayError('There is no such organisation in this environment. Check it again.', {
    status: 404,
    transient: false,
  });
