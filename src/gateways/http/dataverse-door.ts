import type { z } from 'zod';
import { MINUTE, SECOND, type Clock } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';
import { isEnvironmentHost } from '../clouds.ts';
import type { Answer, Call } from './call.ts';
import type { Http } from './client.ts';
import { endless, MAX_PAGES, sameOrigin } from './pages.ts';

/** What the calls of one environment share. */
export interface Door {
  readonly http: Http;
  /** The bot's own clock: the time of a read is compared with the tenant's records. */
  readonly clock: Clock;
  call(doing: string, path: string, more?: Partial<Call>): Call;
  /** All pages of a collection. */
  list<T>(call: Call, page: z.ZodType<Page<T>>): Promise<readonly T[]>;
}

export interface Page<T> {
  readonly value: readonly T[];
  readonly '@odata.nextLink'?: string | undefined;
}

/** One operation changes the customizations of an environment at a time; the rest are turned away. */
const LOCK = '0x80071151';
// 0x80060891 is a cache that is not ready. 0x80040216 is said of that too, but of much else.
const TURNED_AWAY = new Set([LOCK, '0x80060891']);
const TEXTS = /CustomizationLockException|Could not acquire Write lock|metadata cache|deadlock/i;

/** Refused before anything was done. */
export const isLocked = ({ code, message }: Answer): boolean =>
  TURNED_AWAY.has(code.toLowerCase()) || TEXTS.test(message);

const ADVICE = {
  401: 'Add the bot to this environment as an application user, then try again.',
  403:
    'Give the bot’s application user the System Administrator or System Customizer role in this ' +
    'environment, then try again.',
} as const;

const HEADERS = {
  'odata-maxversion': '4.0',
  'odata-version': '4.0',
  'if-none-match': 'null',
} as const;

/** Without it a read may come from a cache that is 30 seconds old. */
export const STRONG = { consistency: 'Strong' } as const;
export const FORMATTED = { prefer: 'odata.include-annotations="*"' } as const;
/** Labels that are not in the body would be deleted without it. */
export const REPLACE = { ...STRONG, 'mscrm.mergelabels': 'true' } as const;

export const SLOW_READ = 45 * SECOND;
export const METADATA_WRITE = 5 * MINUTE;
export const PUBLISH = 10 * MINUTE;

/** Opens an environment; refuses a host that is none of the cloud's. */
export function doorTo(http: Http, apiUrl: string, clock: Clock): Door {
  const root = `${originOf(http, apiUrl)}/api/data/v9.2/`;
  const call = (doing: string, path: string, more: Partial<Call> = {}): Call => ({
    doing,
    method: 'GET',
    url: path.startsWith('https://') ? path : root + path,
    advice: ADVICE,
    passes: isLocked,
    ...more,
    headers: { ...HEADERS, ...more.headers },
  });
  return { http, clock, call, list: (first, page) => listPages(http, first, page) };
}

async function listPages<T>(
  http: Http,
  first: Call,
  form: z.ZodType<Page<T>>,
): Promise<readonly T[]> {
  const rows: T[] = [];
  let url: string | undefined = first.url;
  for (let pages = 0; url !== undefined; pages += 1) {
    if (pages === MAX_PAGES) throw endless(first);
    const page: Page<T> = await http.read({ ...first, url }, form);
    rows.push(...page.value);
    const link = page['@odata.nextLink'];
    url = link === undefined ? undefined : sameOrigin(first, link);
  }
  return rows;
}

function originOf({ cloud }: Http, apiUrl: string): string {
  const url = URL.canParse(apiUrl) ? new URL(apiUrl) : undefined;
  const plain = url?.protocol === 'https:' && url.port === '' && url.username === '';
  if (url !== undefined && plain && isEnvironmentHost(cloud, url.hostname)) return url.origin;
  throw new GatewayError(
    'This address is no environment of the configured cloud, so it was not called. ' +
      'Choose an environment from the list.',
    { status: 0, transient: false },
  );
}
