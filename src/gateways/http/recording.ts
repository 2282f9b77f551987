import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import type { Exchange } from '../../core/ledger.ts';

interface Record {
  readonly made: Exchange[];
  readonly now: () => Date;
}

/** What one change has sent and got back so far. */
const recordings = new AsyncLocalStorage<Record>();

/** A request as it went out and what came back; without an answer there is no status. */
export interface Exchanged {
  readonly method: string;
  readonly url: string;
  readonly sent?: string | undefined;
  readonly status?: number | undefined;
  readonly got?: string | null | undefined;
}

const digest = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** The only values of a query that name a version and nobody: all others may be secret. */
const OPEN = new Set(['api-version']);

/** Collections of people: in Microsoft Graph, and in Dataverse with the key in brackets. */
const PEOPLE = 'users|members|owners|directoryobjects|systemusers';
const AFTER_PEOPLE = new RegExp(`/(${PEOPLE})/(?!\\$|microsoft\\.graph\\.)[^/]+`, 'gi');
const KEY_OF_PEOPLE = new RegExp(`/(${PEOPLE})\\([^/]*\\)`, 'gi');

/** What stands in the ledger for ever must not name people. */
const withoutPeople = (path: string): string =>
  path.replace(AFTER_PEOPLE, '/$1/{id}').replace(KEY_OF_PEOPLE, '/$1({id})');

/** The address with the names of its query, but not what they are set to, and without people. */
export function withoutSecrets(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined) return 'no address';
  const names = [...url.searchParams].map(([name, value]) =>
    OPEN.has(name.toLowerCase()) ? `${name}=${value}` : `${name}=…`,
  );
  return `${url.origin}${withoutPeople(url.pathname)}${names.length === 0 ? '' : `?${names.join('&')}`}`;
}

/** Does the work and tells which calls it made, in their order. */
export async function recorded(
  work: () => Promise<void>,
  now: () => Date,
): Promise<readonly Exchange[]> {
  const made: Exchange[] = [];
  await recordings.run({ made, now }, work);
  return [...made];
}

/** Puts a call on the record of the change that makes it; nothing outside of changes. */
export function exchanged({ method, url, sent, status, got }: Exchanged): void {
  const record = recordings.getStore();
  record?.made.push({
    at: record.now().toISOString(),
    method,
    url: withoutSecrets(url),
    status: status ?? 0,
    request: digest(sent ?? ''),
    response: digest(got ?? ''),
  });
}

/** For libraries with pipelines of their own: right before the wire, so that repeats count too. */
export const recordExchanges: PipelinePolicy = {
  name: 'recordExchanges',
  async sendRequest(request, next) {
    const { method, url, body } = request;
    const sent = typeof body === 'string' ? body : undefined;
    try {
      const response = await next(request);
      exchanged({ method, url, sent, status: response.status, got: response.bodyAsText });
      return response;
    } catch (error) {
      exchanged({ method, url, sent });
      throw error;
    }
  },
};
