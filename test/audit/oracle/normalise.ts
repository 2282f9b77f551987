/**
 * Records as the oracle sees them: its own reading of the audit log's schema and pitfalls, in plain
 * JavaScript over one record at a time. It shares nothing with `src/audit` but types, on purpose.
 */
export type Raw = Readonly<Record<string, unknown>>;

export interface Seen {
  readonly id: string;
  readonly ms: number;
  readonly type: number;
  readonly workload: string;
  readonly operation: string;
  readonly message: string;
  readonly actor: string;
  readonly userType: number;
  readonly table: string;
  readonly record: string;
  readonly touched: readonly string[];
  readonly environment: string;
  readonly address: string;
  readonly agent: string;
  readonly result: string;
  readonly correlation: string;
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  readonly secured: boolean;
  readonly raw: Raw;
}

const ZERO = '00000000-0000-0000-0000-000000000000';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const firstOf = (...values: unknown[]): string => values.map(text).find((one) => one !== '') ?? '';

/** `[{Name, Value}]`, or the same as JSON text. */
function pairs(value: unknown): readonly { name: string; value: string }[] {
  if (typeof value === 'string') {
    try {
      return pairs(JSON.parse(value));
    } catch {
      return [];
    }
  }
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown) => {
    if (typeof one !== 'object' || one === null) return [];
    const { Name, Value } = one as { Name?: unknown; Value?: unknown };
    return [{ name: text(Name), value: text(Value) }];
  });
}

/** Takes a port off an address, and brackets, without cutting an IPv6 address at its first colon. */
function addressOf(value: string): string {
  const bare = value.trim().toLowerCase();
  const bracketed = /^\[([^\]]*)\]/.exec(bare);
  if (bracketed) return bracketed[1] ?? '';
  const [left = '', , ...more] = bare.split(':');
  return /^\d+\.\d+\.\d+\.\d+$/.test(left) && more.length === 0 ? left : bare;
}

const RESULTS: Readonly<Record<string, string>> = {
  success: 'ok',
  succeeded: 'ok',
  true: 'ok',
  partiallysucceeded: 'partial',
  failed: 'failed',
  failure: 'failed',
  false: 'failed',
};

function actorOf(raw: Raw, property: (name: string) => string): string {
  const userId = text(raw.UserId);
  if (userId.includes('@')) return userId.toLowerCase();
  const upn = firstOf(raw.UserUpn, property('enduser.principal_name'));
  return (upn === '' ? userId : upn).toLowerCase();
}

function messageOf(raw: Raw, property: (name: string) => string): string {
  const own = firstOf(raw.Message);
  if (own !== '') return own;
  const [word = ''] = text(raw.ObjectId).split(' ');
  if (raw.RecordType === 21 && word !== '') return word;
  return firstOf(property('powerplatform.analytics.activity.name'), raw.Operation);
}

function environmentOf(raw: Raw, property: (name: string) => string): string {
  const id = firstOf(
    raw.EnvironmentId,
    property('powerplatform.analytics.resource.environment.id'),
  );
  if (raw.RecordType === 256 && id !== '') return id.toLowerCase();
  const url = text(raw.InstanceUrl);
  return URL.canParse(url) ? new URL(url).hostname : '';
}

const timeOf = (text: string): number =>
  Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`);

const none = (value: string, nothing: string): string => (value === nothing ? '' : value);

export function normalise(raw: Raw): Seen {
  const properties = pairs(raw.PropertyCollection);
  const property = (name: string) => properties.find((one) => one.name === name)?.value ?? '';
  const fields = pairs(raw.Fields);
  const ids = text(raw.QueryResults).split(',');
  return {
    id: text(raw.Id).toLowerCase(),
    ms: timeOf(text(raw.CreationTime)),
    type: Number(raw.RecordType),
    workload: text(raw.Workload),
    operation: text(raw.Operation),
    message: messageOf(raw, property),
    actor: actorOf(raw, property),
    userType: typeof raw.UserType === 'number' ? raw.UserType : -1,
    table: none(text(raw.EntityName).toLowerCase(), 'unknown'),
    record: none(text(raw.EntityId).toLowerCase(), ZERO),
    touched: ids.map((id) => id.trim().toLowerCase()).filter((id) => id !== ''),
    environment: environmentOf(raw, property),
    address: addressOf(
      firstOf(
        raw.ClientIP,
        raw.ClientIPAddress,
        raw.ActorIpAddress,
        property('enduser.ip_address'),
      ),
    ),
    agent: firstOf(raw.UserAgent, property('user_agent.original')),
    result: RESULTS[text(raw.ResultStatus).toLowerCase()] ?? 'unknown',
    correlation: none(text(raw.CorrelationId).toLowerCase(), ZERO),
    fields,
    secured: fields.some(({ value }) => value === '*'),
    raw,
  };
}

/** Each record once; copies share their id, whatever its case. */
export function eachOnce(records: readonly Raw[]): readonly Seen[] {
  const seen = new Map<string, Seen>();
  for (const one of records.map(normalise)) if (!seen.has(one.id)) seen.set(one.id, one);
  return [...seen.values()];
}
