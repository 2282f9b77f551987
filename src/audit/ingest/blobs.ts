import { HOUR, type Clock } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';
import type { AuditContent, ContentBlob } from '../../gateways/audit-content.ts';
import type { Archive, Incoming } from '../archive/archive.ts';
import type { Content, Receipt } from '../archive/catalogue.ts';
import type { ContentType } from '../record.ts';
import { lostGaps } from './gaps.ts';
import { readAhead } from './read-ahead.ts';

export interface Ingesting {
  readonly tenant: string;
  readonly contentType: ContentType;
  readonly content: AuditContent;
  readonly archive: Archive;
  readonly clock: Clock;
  readonly log: {
    info(facts: object, says: string): void;
    warn(facts: object, says: string): void;
  };
}

/** Blobs read at the same time. */
const AT_ONCE = 8;

/** Blobs stored in one transaction: what a kill costs at most. */
const TOGETHER = 100;

/** A blob that has just been listed and is not there may yet come. */
const FRESH = HOUR;

/** What became of blobs. */
export interface Taken {
  readonly contents: readonly Content[];
  /** Why some are not dealt with yet. */
  readonly troubles: readonly unknown[];
  /** The rest was not tried. */
  readonly stopped: boolean;
}

const isThrottled = (error: unknown) =>
  error instanceof GatewayError && (error.code === 'AF429' || error.status === 429);

/** Going on would make it worse, or fail in the same way. */
const endsAll = (error: unknown) =>
  isThrottled(error) || (error instanceof GatewayError && [0, 401, 403].includes(error.status));

interface Tally {
  readonly contents: Content[];
  readonly troubles: unknown[];
  stopped: boolean;
}

function isGoneForGood({ created }: ContentBlob, now: Date): boolean {
  return Date.parse(created) + FRESH <= now.getTime();
}

const notThereYet = () =>
  new GatewayError('The activity feed lists content that it does not have yet. Try again later.', {
    status: 404,
    transient: true,
  });

/** The records of blobs as they come; what became of each is written to the tally. */
async function* recordsOf(
  { contentType, content, clock }: Ingesting,
  blobs: readonly ContentBlob[],
  tally: Tally,
): AsyncGenerator<readonly Incoming[], void, undefined> {
  let line = 0;
  for await (const read of readAhead(blobs, AT_ONCE, (blob) => content.records(blob))) {
    const { contentId, created } = read.of;
    const known = { contentType, contentId, created };
    if ('error' in read) {
      tally.troubles.push(read.error);
      tally.stopped = endsAll(read.error);
      if (tally.stopped) return;
    } else if (read.value !== 'lost') {
      yield read.value.map((text) => ({ line: (line += 1), text }));
      tally.contents.push({ ...known, state: 'stored' });
    } else if (isGoneForGood(read.of, clock.now())) {
      tally.contents.push({ ...known, state: 'lost' });
    } else tally.troubles.push(notThereYet());
  }
}

const lostIn = ({ contents }: Tally): readonly string[] =>
  contents.filter(({ state }) => state === 'lost').map(({ created }) => created);

/** One transaction: what is lost is noted together with the blobs that are lost. */
async function storeTogether(
  ingesting: Ingesting,
  blobs: readonly ContentBlob[],
  moreOf: (tally: Tally) => Receipt,
): Promise<Tally> {
  const { archive, tenant, contentType, log } = ingesting;
  const tally: Tally = { contents: [], troubles: [], stopped: false };
  const added = await archive.add(tenant, recordsOf(ingesting, blobs, tally), () => {
    const { known = [], ...more } = moreOf(tally);
    const { contents } = tally;
    return { ...more, contents, known: [...known, ...lostGaps(contentType, lostIn(tally))] };
  });
  const { read, stored, duplicates, rejected } = added;
  log.info({ contentType, read, stored, duplicates }, 'Audit records were stored.');
  if (rejected.length > 0)
    log.warn(
      { contentType, rejected: rejected.length, first: rejected[0]?.reason },
      'Some of what the activity feed sent are no audit records; they were left out.',
    );
  return tally;
}

const together = (a: Tally, b: Tally): Tally => ({
  contents: [...a.contents, ...b.contents],
  troubles: [...a.troubles, ...b.troubles],
  stopped: a.stopped || b.stopped,
});

/**
 * Stores blobs, some at a time, each time with the note that they are stored. When every one of them
 * is dealt with, `done` is part of the last transaction.
 */
export async function storeBlobs(
  ingesting: Ingesting,
  blobs: readonly ContentBlob[],
  done: () => Receipt,
): Promise<Taken> {
  let all: Tally = { contents: [], troubles: [], stopped: false };
  for (let from = 0; from < blobs.length && !all.stopped; from += TOGETHER) {
    const before = all;
    const isLast = from + TOGETHER >= blobs.length;
    const some = blobs.slice(from, from + TOGETHER);
    const tally = await storeTogether(ingesting, some, (sofar) =>
      isLast && together(before, sofar).troubles.length === 0 ? done() : {},
    );
    all = together(before, tally);
  }
  return all;
}
