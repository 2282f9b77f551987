import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const Exchange = z.object({ time: z.string(), method: z.string(), url: z.string() });

/** A call that a play makes, at whatever moment it makes it first in this part of the play. */
export interface Call {
  readonly part: 'questions' | 'run';
  /** What to match it by: method and address, all that varies left open. */
  readonly match: string;
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
function matchOf({ method, url }: z.infer<typeof Exchange>): string {
  const { origin, pathname, search } = new URL(url);
  const path = OPEN.reduce(
    (text, [varies, open]) => text.replaceAll(varies, open),
    escaped(`${origin}${pathname}`),
  );
  const page = /skiptoken/i.test(search) ? '.*skiptoken' : '(?!.*skiptoken)';
  return `/^${method} ${path}${search === '' ? '$' : `\\?${page}`}/`;
}

const writes = ({ method, url }: z.infer<typeof Exchange>): boolean =>
  method !== 'GET' && !/token$|checkMemberGroups$|GetAuditStorageDetails$|\?.*select/i.test(url);

/** The different calls of a play, by its exchange log; `sent` is when the run was asked for. */
export async function callsIn(log: string, sent: Date): Promise<readonly Call[]> {
  const lines = (await readFile(log, 'utf8')).trim().split('\n');
  const calls = lines
    .map((line) => Exchange.parse(JSON.parse(line)))
    .map((exchange): Call => {
      const part = new Date(exchange.time) < sent ? 'questions' : 'run';
      return { part, match: matchOf(exchange), writes: writes(exchange) };
    });
  return [...new Map(calls.map((call) => [`${call.part} ${call.match}`, call])).values()];
}
