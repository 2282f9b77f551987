import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const Exchange = z.object({
  time: z.string(),
  method: z.string(),
  url: z.string(),
  requestBody: z.unknown(),
});
type Exchange = z.infer<typeof Exchange>;

/** A call that a play makes, at whatever moment it makes it first in this part of the play. */
export interface Call {
  readonly part: 'questions' | 'run';
  /** What to match it by: method and address, all that varies left open. */
  readonly match: string;
  /** What it sends, where calls to one address differ in nothing else. */
  readonly sent?: string;
  /** Not by reading alone. */
  readonly writes: boolean;
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');

const OPEN: readonly (readonly [RegExp, string])[] = [
  [/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g, '[0-9a-f-]{36}'],
  [/LogicalName='\w+'/g, "LogicalName='\\w+'"],
  [/\\\/feed\\\/audit\\\/.*/g, '\\/feed\\/audit\\/.+'],
];

/** The method and path of a call with names and ids left open; pages after the first are others. */
function matchOf({ method, url }: Exchange): string {
  const { origin, pathname, search } = new URL(url);
  const path = OPEN.reduce(
    (text, [varies, open]) => text.replaceAll(varies, open),
    escaped(`${origin}${pathname}`),
  );
  const page = /skiptoken/i.test(search) ? '.*skiptoken' : '(?!.*skiptoken)';
  return `/^${method} ${path}${search === '' ? '$' : `\\?${page}`}/`;
}

const READS =
  /token$|checkMemberGroups$|checkNameAvailability\?|GetAuditStorageDetails$|workspaces\/[^/]+\/query$|\?.*select/i;

/** Every cmdlet goes to one address. */
const CMDLET = /"CmdletName":"[\w-]+"/;
const READING = /:"(?:Get|Test)-/;
const cmdletIn = ({ requestBody }: Exchange): string | undefined =>
  CMDLET.exec(JSON.stringify(requestBody ?? null))?.[0];

const writes = (exchange: Exchange): boolean =>
  exchange.method !== 'GET' && !READS.test(exchange.url) && !READING.test(cmdletIn(exchange) ?? '');

/** The different calls of a play, by its exchange log; `sent` is when the run was asked for. */
export async function callsIn(log: string, sent: Date): Promise<readonly Call[]> {
  const lines = (await readFile(log, 'utf8')).trim().split('\n');
  const calls = lines
    .map((line) => Exchange.parse(JSON.parse(line)))
    .map((exchange): Call => {
      const part = new Date(exchange.time) < sent ? 'questions' : 'run';
      const cmdlet = cmdletIn(exchange);
      return {
        ...{ part, match: matchOf(exchange), writes: writes(exchange) },
        ...(cmdlet === undefined ? {} : { sent: cmdlet }),
      };
    });
  return [...new Map(calls.map((call) => [nameOf(call), call])).values()];
}

/** The same for the same call of the same part, and for no other. */
export const nameOf = ({ part, match, sent = '' }: Call): string =>
  [part, match, sent].join(' ').trim();
