import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

export interface Realistic {
  readonly records: number;
  readonly seed?: number;
  /** First day, `YYYY-MM-DD`. */
  readonly from?: string;
  readonly days?: number;
  /** Share of records that come a second time, byte for byte. */
  readonly repeated?: number;
}

const DAY_MS = 86_400_000;
const ORGANISATION = '0f1e2d3c-4b5a-4978-8c6d-7e8f90a1b2c3';
const ZERO = '00000000-0000-0000-0000-000000000000';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const HEX = Array.from({ length: 65_536 }, (_, n) => n.toString(16).padStart(4, '0'));
const TABLES =
  'account contact opportunity lead incident task email phonecall annotation quote salesorder invoice systemuser activitypointer new_contract new_visit msdyn_workorder Unknown'.split(
    ' ',
  );
const MESSAGES =
  'RetrieveMultiple Retrieve Update Create RetrieveMultiple Retrieve ExecuteFetch Delete ExportToExcel Assign UserSignIn Associate PublishAllXml GrantAccess BulkDelete'.split(
    ' ',
  );
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Excel/16.0',
  'crm-bts-jobs/1.0',
];
/** Share of a day's events by hour, UTC. */
const HOURS = [1, 1, 1, 1, 1, 2, 6, 12, 16, 18, 16, 12, 13, 17, 17, 14, 9, 5, 3, 2, 2, 1, 1, 1];
const HOUR_OF = HOURS.flatMap((weight, hour) => Array.from({ length: weight }, () => hour));

/** Numbers that look random and are the same for the same seed. */
function dice(seed: number) {
  let state = seed >>> 0 || 1;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (limit: number): number => next() % limit;
  const hex = (): string => HEX[next() & 0xffff] ?? '';
  return {
    below,
    /** Small ones much more often: few users and tables do most of the work. */
    skewed: (limit: number): number =>
      Math.min(limit - 1, Math.floor(limit * (next() / 2 ** 32) ** 3)),
    guid: (): string =>
      `${hex()}${hex()}-${hex()}-4${hex().slice(1)}-8${hex().slice(1)}-${hex()}${hex()}${hex()}`,
  };
}
type Dice = ReturnType<typeof dice>;

const pick = <T>(list: readonly T[], index: number, otherwise: T): T => list[index] ?? otherwise;

function peopleOf({ guid, below }: Dice) {
  return Array.from({ length: 400 }, (_, index) => {
    const name = `${LETTERS[index % 26]}${LETTERS[(index * 7) % 26]}na.user${index}@contoso.com`;
    const v6 = `[2001:db8:${(index % 999) + 1}::${index + 9}]`;
    const v4 = `203.0.${index % 113}.${(index % 250) + 1}`;
    return { name, key: `1003200${100_000_000 + index}`, id: guid(), at: below(9) ? v4 : v6 };
  });
}

/** Lines of JSON as the audit log of a busy Dynamics environment has them, about 1.3 kB each. */
export function* realisticLines(wanted: Realistic): Generator<string> {
  const { records, seed = 1, from = '2026-06-01', days = 90, repeated = 0.05 } = wanted;
  const roll = dice(seed);
  const people = peopleOf(roll);
  const touched = Array.from({ length: 20_000 }, roll.guid);
  const start = Date.parse(`${from}T00:00:00Z`);
  const recent: string[] = [];
  let parts = { left: 0, correlation: '', table: '', second: 0, who: 0 };

  for (let index = 0; index < records; index += 1) {
    const old = recent.length < 50 ? undefined : recent[roll.below(recent.length)];
    if (old !== undefined && roll.below(10_000) < repeated * 10_000) {
      yield old;
      continue;
    }
    const message = parts.left > 0 ? 'ExportToExcel' : pick(MESSAGES, roll.skewed(15), 'Retrieve');
    if (parts.left > 0) parts.left -= 1;
    else {
      const day = Math.min(days - 1, Math.floor((index / records) * days));
      const hour = pick(HOUR_OF, roll.below(HOUR_OF.length), 9);
      const second = day * 86_400 + hour * 3600 + roll.below(3600);
      const left = message === 'ExportToExcel' ? roll.below(6) : 0;
      const table = pick(TABLES, roll.skewed(TABLES.length), 'account');
      // Most messages carry no correlation: only long ones are split and need it.
      const long =
        message.endsWith('Multiple') || message === 'ExportToExcel' || message === 'ExecuteFetch';
      const correlation = long ? roll.guid() : ZERO;
      parts = { left, correlation, table, second, who: roll.skewed(400) };
    }
    const line = lineOf(roll, message, parts, people, touched, start);
    if (recent.length < 500) recent.push(line);
    else recent[roll.below(500)] = line;
    yield line;
  }
}

function lineOf(
  { below, guid, skewed }: Dice,
  message: string,
  parts: { correlation: string; table: string; second: number; who: number },
  people: ReturnType<typeof peopleOf>,
  touched: readonly string[],
  start: number,
): string {
  const { correlation, table, second, who } = parts;
  const person = people[who];
  const many = message.endsWith('Multiple') || message.startsWith('Export');
  const entity = many || table === 'Unknown' ? ZERO : pick(touched, skewed(20_000), ZERO);
  const ids = many
    ? Array.from({ length: below(5) + 1 }, () => pick(touched, below(20_000), ''))
    : [];
  const query = many
    ? `<filter type=\\"and\\"><condition attribute=\\"ownerid\\" operator=\\"eq-userid\\" /><condition attribute=\\"statecode\\" operator=\\"eq\\" value=\\"${below(3)}\\" /></filter>`
    : '';
  const secured = below(50) === 0 ? '*' : '555-0100';
  const fields =
    message === 'Update' || message === 'Create'
      ? `[{"Name":"telephone1","Value":"${secured}"},{"Name":"description","Value":"Note ${below(1e6)}"}]`
      : '[]';
  const at = new Date(start + second * 1000).toISOString().slice(0, 19);
  const environment = `https://contoso${below(4) ? '' : '-test'}.crm4.dynamics.com/`;
  const url =
    entity === ZERO
      ? environment
      : `${environment}main.aspx?etn=${table}&pagetype=entityrecord&id=${entity}`;
  return `{"CreationTime":"${at}","Id":"${guid()}","Operation":"CrmDefaultActivity","OrganizationId":"${ORGANISATION}","RecordType":21,"ResultStatus":"${below(60) ? 'Success' : 'Failed'}","UserKey":"${person?.key}","UserType":0,"Version":1,"Workload":"CRM","ClientIP":"${person?.at}:${50_000 + below(9999)}","ObjectId":"${message} ${table}","UserId":"${person?.name}","CrmOrganizationUniqueName":"orgc0ffee01","Fields":${fields},"InstanceUrl":"${environment}","ItemType":"Dynamics365","ItemUrl":"${url}","UserAgent":"${pick(AGENTS, skewed(4), '')}","CorrelationId":"${correlation}","EntityId":"${entity}","EntityName":"${table}","Message":"${message}","PrimaryFieldValue":"${entity === ZERO ? '' : `Adventure Works ${below(20_000)}`}","Query":"${query}","QueryResults":"${ids.join(',')}","ServiceContextId":"${ZERO}","ServiceContextIdType":"","ServiceName":"","SystemUserId":"${person?.id}","UserUpn":"${person?.name}"}`;
}

/** Writes them as a file of JSON lines, in pieces, whatever their number. */
export async function writeRealistic(path: string, wanted: Realistic): Promise<void> {
  const file = createWriteStream(path);
  let piece: string[] = [];
  for (const line of realisticLines(wanted)) {
    if (piece.push(line) < 1000) continue;
    if (!file.write(`${piece.join('\n')}\n`)) await once(file, 'drain');
    piece = [];
  }
  file.end(piece.length === 0 ? '' : `${piece.join('\n')}\n`);
  await finished(file);
}

/** In pieces as a reader of files hands them on, lines counted from 1. */
export function* realisticBatches(
  wanted: Realistic,
  size = 1000,
): Generator<readonly { readonly line: number; readonly text: string }[]> {
  let batch: { line: number; text: string }[] = [];
  let line = 0;
  for (const text of realisticLines(wanted)) {
    line += 1;
    if (batch.push({ line, text }) < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

export const lastDayOf = (from: string, days: number): string =>
  new Date(Date.parse(`${from}T00:00:00Z`) + (days - 1) * DAY_MS).toISOString().slice(0, 10);
