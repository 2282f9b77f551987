import { isDeepStrictEqual } from 'node:util';
import { nameOf, type Call } from './calls.ts';

/** What goes wrong at a call. */
export interface Fault {
  readonly status?: number;
  readonly reset?: boolean;
  readonly delayMs?: number;
  /** Seconds. */
  readonly retryAfter?: number;
  /** Not once, but for so long on the tenant's clock. */
  readonly forMs?: number;
  /** `after`: the call is carried out, only its answer goes wrong. */
  readonly when: 'before' | 'after';
}

/** For what changes something: it has happened, and nobody was told. */
export const UNTOLD: readonly Fault[] = [
  { status: 500, when: 'after' },
  { reset: true, when: 'after' },
];

export interface Trouble {
  readonly call: Call;
  readonly fault: Fault;
}

/** Every fault at every call; whatever changes something also goes wrong after it was done. */
export const allTroubles = (
  calls: readonly Call[],
  faults: readonly Fault[],
): readonly (readonly Trouble[])[] =>
  calls.map((call) =>
    (call.writes ? [...faults, ...UNTOLD] : faults).map((fault): Trouble => ({ call, fault })),
  );

/** Deals the troubles of each call out to plays, no call twice in one, the kinds well mixed. */
export function dealt(
  troubles: readonly (readonly Trouble[])[],
  together: number,
): readonly (readonly Trouble[])[] {
  const most = Math.max(...troubles.map((all) => all.length));
  const plays = Math.max(most, Math.ceil(troubles.flat().length / together));
  const stride = Math.floor(plays / most);
  const play = (call: number, fault: number) => (call + fault * stride) % plays;
  return Array.from({ length: plays }, (_, at) =>
    troubles.flatMap((all, call) => all.filter((_each, fault) => play(call, fault) === at)),
  );
}

export const named = ({ call, fault }: Trouble): string =>
  `${JSON.stringify(fault)} on ${nameOf(call)}`;

/** A trouble as the sandbox takes it. */
const asFault = ({ call: { match, sent }, fault }: Trouble): object => ({
  ...{ ...fault, match },
  ...(sent === undefined ? {} : { sent }),
});

/** Switches on what goes wrong in this part of a play. */
export async function troubleAt(
  url: string,
  troubles: readonly Trouble[],
  part: Call['part'],
): Promise<void> {
  const faults = troubles.filter(({ call }) => call.part === part).map(asFault);
  if (faults.length === 0) return;
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(faults);
  const response = await fetch(`${url}/sandbox/faults`, { method: 'POST', headers, body });
  if (!response.ok) throw new Error(await response.text());
}

/** Those that have not come into play. */
export async function sparedAt(
  url: string,
  troubles: readonly Trouble[],
): Promise<readonly Trouble[]> {
  const response = await fetch(`${url}/sandbox/faults`);
  if (!response.ok) throw new Error(await response.text());
  const { faults } = (await response.json()) as { faults: readonly { until?: string }[] };
  const waiting = faults.filter(({ until }) => until === undefined);
  const isWaiting = (trouble: Trouble): boolean =>
    waiting.some((each) => isDeepStrictEqual({ ...each, ...asFault(trouble) }, each));
  return troubles.filter(isWaiting);
}
