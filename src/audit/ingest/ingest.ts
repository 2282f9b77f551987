import type { ContentBlob, Unavailable } from '../../gateways/audit-content.ts';
import type { Known, Position, Receipt } from '../archive/catalogue.ts';
import type { Span } from '../reader.ts';
import { storeBlobs, type Ingesting } from './blobs.ts';
import { offGap, onAgainGap, outageGap } from './gaps.ts';
import { windowsFrom } from './plan.ts';

/** How far the feed has been read. */
export type Progress =
  | { readonly state: 'read'; readonly upTo: string }
  | { readonly state: 'unavailable'; readonly why: Unavailable };

const commit = ({ archive, tenant }: Ingesting, receipt: Receipt): Promise<void> =>
  archive.catalogue.commit(tenant, { add: [], drop: [], counts: [], receipt });

async function findPosition({
  archive,
  tenant,
  contentType,
}: Ingesting): Promise<Position | undefined> {
  const positions = await archive.catalogue.positions(tenant);
  return positions.find((one) => one.contentType === contentType);
}

/** Marks about the time since content was last stored. */
const knownSince = ({ archive, tenant }: Ingesting, { upTo }: Position, now: Date) =>
  archive.catalogue.known(tenant, { from: upTo, to: new Date(now.getTime() + 1).toISOString() });

/** There is nothing to read: what that means for what was being read is noted, once. */
export async function noteUnavailable(ingesting: Ingesting, why: Unavailable): Promise<Progress> {
  const position = await findPosition(ingesting);
  const now = ingesting.clock.now();
  if (position !== undefined) {
    const known = offGap(position, await knownSince(ingesting, position, now), now);
    if (known.length > 0) await commit(ingesting, { known });
  }
  return { state: 'unavailable', why };
}

/** More ids than this are not asked for in one statement. */
const IDS = 500;

async function newOnes(
  { archive, tenant, contentType }: Ingesting,
  blobs: readonly ContentBlob[],
): Promise<readonly ContentBlob[]> {
  const done = new Set<string>();
  for (let from = 0; from < blobs.length; from += IDS) {
    const ids = blobs.slice(from, from + IDS).map(({ contentId }) => contentId);
    const some = await archive.catalogue.dealtWith(tenant, contentType, ids);
    for (const id of some) done.add(id);
  }
  return blobs.filter(({ contentId }) => !done.has(contentId));
}

interface Pass {
  readonly ingesting: Ingesting;
  /** Since when the subscription is known to be on; nothing yet on the first look. */
  since: string | undefined;
  upTo: string | undefined;
  /** To be noted with the next step forward. */
  gaps: readonly Known[];
  /** Why the position may not move any more. */
  trouble: unknown;
  /** There is no point in going on now. */
  stopped: boolean;
}

/** Every blob of the window is dealt with: the position moves, unless something is left before it. */
function receiptOf({ ingesting, since, gaps, trouble, ...pass }: Pass, window: Span): Receipt {
  if (trouble !== undefined || since === undefined) return {};
  const { contentType } = ingesting;
  return { known: gaps, positions: [{ contentType, since, upTo: later(pass.upTo, window.to) }] };
}

const later = (a: string | undefined, b: string): string => (a === undefined || b > a ? b : a);

/** Stores what is new in a window; tells if the subscription has gone meanwhile. */
async function readWindow(pass: Pass, window: Span): Promise<Unavailable | undefined> {
  const { ingesting } = pass;
  const { content, contentType } = ingesting;
  const listed = await content.listContent(contentType, window.from, window.to);
  if (typeof listed === 'string') return listed;
  // The first content there is shows that the subscription was on by then.
  pass.since ??= listed.map(({ created }) => created).sort()[0];
  const blobs = await newOnes(ingesting, listed);
  const taken = await storeBlobs(ingesting, blobs, () => receiptOf(pass, window));
  if (blobs.length === 0) await commit(ingesting, receiptOf(pass, window));
  pass.stopped = taken.stopped;
  pass.trouble ??= taken.troubles[0];
  if (pass.trouble === undefined && pass.since !== undefined) moveOn(pass, window);
  return undefined;
}

function moveOn(pass: Pass, { to }: Span): void {
  pass.gaps = [];
  pass.upTo = later(pass.upTo, to);
}

async function passOf(ingesting: Ingesting, now: Date): Promise<Pass> {
  const position = await findPosition(ingesting);
  const fresh = { ingesting, trouble: undefined, stopped: false };
  if (position === undefined) return { ...fresh, since: undefined, upTo: undefined, gaps: [] };
  const known = await knownSince(ingesting, position, now);
  const gaps = [...outageGap(position, now), ...onAgainGap(position, known, now)];
  const { since, upTo } = position;
  return { ...fresh, since, upTo, gaps };
}

/** Nothing has come yet: the subscription is on from now, for all that is known. */
async function begin({ ingesting }: Pass, now: Date): Promise<string> {
  const since = now.toISOString();
  const position = { contentType: ingesting.contentType, since, upTo: since };
  await commit(ingesting, { positions: [position] });
  return since;
}

/**
 * Reads one content type of the feed up to now, from where it was left. Blobs are stored whatever
 * happens to others; the position moves only over windows of which every blob is stored or lost.
 * Throws what stood in the way, after storing what could be had.
 */
export async function ingestType(ingesting: Ingesting): Promise<Progress> {
  const now = ingesting.clock.now();
  const pass = await passOf(ingesting, now);
  for (const window of windowsFrom(pass.upTo, now)) {
    const unavailable = await readWindow(pass, window);
    if (unavailable !== undefined) return noteUnavailable(ingesting, unavailable);
    if (pass.stopped) break;
  }
  if (pass.trouble !== undefined) throw pass.trouble;
  return { state: 'read', upTo: pass.upTo ?? (await begin(pass, now)) };
}
