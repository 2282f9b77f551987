import { isIPv4, isIPv6 } from 'node:net';
import type { Raw } from './stage.ts';

/**
 * The rules of normalisation once more, in plain JavaScript over one record at a time. It shares
 * nothing with the archive but the names of the columns.
 */
export interface PlainRow {
  readonly id: string;
  readonly at: string;
  readonly type: number;
  readonly workload: string;
  readonly operation: string;
  readonly message: string;
  readonly message_key: string;
  readonly actor: string;
  readonly user_type: number;
  readonly entity: string;
  readonly record: string;
  readonly touched: number;
  readonly environment: string;
  readonly address: string;
  readonly address_key: string;
  readonly agent: string;
  readonly agent_key: string;
  readonly result: string;
  readonly correlation: string;
  readonly secured: boolean;
}

const ZERO = '00000000-0000-0000-0000-000000000000';
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const TYPES: Readonly<Record<string, number>> = {
  crm: 21,
  exchangeadmin: 1,
  copilotinteraction: 261,
};
const USERS: Readonly<Record<string, number>> = { regular: 0, admin: 2, guest: 10 };

const text = (value: unknown): string => {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
};
const firstOf = (...values: unknown[]): string => values.map(text).find((one) => one !== '') ?? '';

function listOf(value: unknown): readonly Raw[] {
  try {
    const list: unknown = typeof value === 'string' ? JSON.parse(value) : value;
    return Array.isArray(list) ? (list as Raw[]) : [];
  } catch {
    return [];
  }
}

function numberOf(value: string, names: Readonly<Record<string, number>>): number {
  if (/^-?\d+$/.test(value)) return Number(value);
  return names[value.toLowerCase()] ?? -1;
}

function addressOf(given: string): string {
  const bare = given.trim().toLowerCase();
  if (bare.startsWith('[')) return bare.slice(1).split(']')[0] ?? '';
  const cut = /^(\d+\.\d+\.\d+\.\d+):[^:]*$/.exec(bare);
  return cut?.[1] ?? bare;
}

/** Sixteen bytes in hex, from what `URL` makes of an address. */
function keyOf(address: string): string {
  if (isIPv4(address)) return `${'0'.repeat(20)}ffff${address.split('.').map(byte).join('')}`;
  if (!isIPv6(address) || address.includes('%')) return '';
  const short = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [left = [], right = []] = short.split('::').map((half) => half.split(':').filter(Boolean));
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0');
  return [...left, ...zeros, ...right].map((group) => group.padStart(4, '0')).join('');
}
const byte = (decimal: string): string => Number(decimal).toString(16).padStart(2, '0');

function resultOf(status: string): string {
  const said = status.toLowerCase();
  if (['success', 'succeeded', 'true'].includes(said)) return 'ok';
  if (said === 'partiallysucceeded') return 'partial';
  return ['failed', 'failure', 'false'].includes(said) ? 'failed' : 'unknown';
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : '');

const none = (value: string, nothing: string): string => {
  const lower = value.toLowerCase();
  return lower === nothing ? '' : lower;
};

/** `outer` is the object around it, where there is one. */
export function plainRow(inner: Raw, outer: Raw = {}): PlainRow {
  const properties = listOf(inner.PropertyCollection);
  const property = (name: string): unknown => properties.find(({ Name }) => Name === name)?.Value;
  const id = firstOf(inner.Id, outer.id, outer.Identity);
  const given = firstOf(inner.CreationTime, outer.createdDateTime, outer.CreationDate);
  const at = new Date(/(?:z|[+-]\d\d:?\d\d)$/i.test(given) ? given : `${given}Z`);
  const type = numberOf(
    firstOf(inner.RecordType, outer.auditLogRecordType, outer.RecordType),
    TYPES,
  );
  const operation = firstOf(inner.Operation, outer.operation, outer.Operations);
  const word = type === 21 ? firstOf(inner.ObjectId, outer.objectId).split(' ')[0] : '';
  const message = firstOf(
    inner.Message,
    word,
    property('powerplatform.analytics.activity.name'),
    operation,
  );
  const userId = text(inner.UserId);
  const upn = firstOf(inner.UserUpn, property('enduser.principal_name'), userId);
  const actor = userId.includes('@')
    ? userId
    : firstOf(upn, outer.userPrincipalName, outer.userId, outer.UserIds);
  const environment = firstOf(
    inner.EnvironmentId,
    property('powerplatform.analytics.resource.environment.id'),
  );
  const address = addressOf(
    firstOf(
      ...[inner.ClientIP, inner.ClientIPAddress, inner.ActorIpAddress],
      ...[property('enduser.ip_address'), outer.clientIp],
    ),
  );
  const agent = firstOf(inner.UserAgent, property('user_agent.original'));
  return {
    id: GUID.test(id) ? id.toLowerCase() : id,
    at: at.toISOString(),
    type,
    workload: firstOf(inner.Workload, outer.service),
    operation,
    message,
    message_key: message.toLowerCase(),
    actor: actor.toLowerCase(),
    user_type: numberOf(firstOf(inner.UserType, outer.userType), USERS),
    entity: none(text(inner.EntityName), 'unknown'),
    record: none(text(inner.EntityId), ZERO),
    touched: text(inner.QueryResults)
      .split(',')
      .filter((one) => one.trim() !== '').length,
    environment: type === 256 ? environment.toLowerCase() : hostOf(text(inner.InstanceUrl)),
    address,
    address_key: keyOf(address),
    agent,
    agent_key: agent.toLowerCase(),
    result: resultOf(text(inner.ResultStatus)),
    correlation: none(text(inner.CorrelationId), ZERO),
    secured: listOf(inner.Fields).some(({ Value }) => Value === '*'),
  };
}
