import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { after, HOUR, type Clock } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';
import type { Journal } from '../../core/journal.ts';
import type { Keep } from '../../core/keep.ts';
import type { Directory, Person } from '../../core/people.ts';
import type { Explained } from '../export/export.ts';
import type { AuditQuery } from '../query.ts';
import type { Desk } from './desk.ts';
import { exportOffers, type Export, type FoundExport } from './export-offers.ts';
import { exportSpool } from './export-spool.ts';
import { EXPORT_LIMITS, gather, type ExportLimits } from './gather.ts';

export type Prepared =
  | { readonly kind: 'ready'; readonly offer: Export }
  | { readonly kind: 'refused'; readonly says: string };

export type Taken =
  | { readonly kind: 'taken'; readonly offer: Export; readonly bytes: Buffer }
  /** It is over, and the message that offered it can say so. */
  | { readonly kind: 'over'; readonly says: string; readonly card: string | undefined }
  /** The offer stands: it may be tried again. */
  | { readonly kind: 'later'; readonly says: string };

/** A file that is to be handed to one person. */
export interface HeldFile {
  readonly bytes: Buffer;
  readonly name: string;
  /** Records in it. */
  readonly rows: number;
  readonly masked: boolean;
  /** What was asked for, in a sentence. */
  readonly question: string;
  /** Whoever takes it must hold this role at that moment. */
  readonly role: 'analyst' | 'auditor';
  /** What it is, where it is no answer to a question. */
  readonly content?: string;
}

/** A file, or the sentence why there is none. */
export type MakeFile = () => Promise<HeldFile | (Prepared & { readonly kind: 'refused' })>;

export interface ExportSettings {
  /** Below the archive's. */
  readonly folder: string;
  readonly keep: Keep;
  readonly tenant: string;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly desk: Pick<Desk, 'answer' | 'records'>;
  readonly directory: Pick<Directory, 'rolesOf'>;
  readonly sentenceOf: (query: AuditQuery) => string;
  /** What words of the question mean exactly; printed in the report. */
  readonly definitions?: (query: AuditQuery) => readonly Explained[];
  readonly limits?: ExportLimits;
}

/** Files of answers: made for one person, kept for an hour, and handed out once. */
export type Exports = ReturnType<typeof exportsIn>;

const STANDS = HOUR;
/** Offers of one person that may stand at the same time, and files made at the same time. */
const OFFERS = 5;
const AT_ONCE = 2;

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export function exportsIn(settings: ExportSettings) {
  const { keep, tenant, clock, journal, desk, directory, sentenceOf } = settings;
  const spool = exportSpool(join(settings.folder, tenant));
  const offers = exportOffers(keep, tenant);
  const preparing = new Set<string>();

  const isOver = ({ until }: Export): boolean => clock.now().getTime() >= Date.parse(until);

  /** Somebody else's is as unknown as one that never was. */
  async function findOwn(id: string, person: Person): Promise<FoundExport | undefined> {
    const found = await offers.find(id);
    return found?.offer.by === person.id ? found : undefined;
  }

  /** False when somebody else was faster: of two who take it, one gets it. */
  async function drop(found: FoundExport): Promise<boolean> {
    const { id, file } = found.offer;
    if (await offers.drop(found)) {
      await spool.drop(file);
      return true;
    }
    // Which message offers it may have been noted just now: that is nobody who took it.
    const changed = await offers.find(id);
    return changed?.offer.file === file && changed.version !== found.version && drop(changed);
  }

  /** Why this person gets no further file now; undefined when they do. */
  async function crowdedFor(by: Person): Promise<Prepared | undefined> {
    const standing = (await offers.list()).filter(
      ({ offer }) => offer.by === by.id && !isOver(offer),
    );
    return standing.length >= OFFERS ? { kind: 'refused', says: ENOUGH } : undefined;
  }

  async function made(query: AuditQuery, by: Person, masked: boolean): Promise<Prepared> {
    const crowded = await crowdedFor(by);
    if (crowded !== undefined) return crowded;
    const at = clock.now();
    const wanted = { query, masked, at, definitions: settings.definitions?.(query) ?? [] };
    const gathered = await gather(desk, wanted, settings.limits ?? EXPORT_LIMITS);
    if (gathered.kind === 'refused') return gathered;
    const { rows, file } = gathered;
    return held({ ...file, rows, masked, question: sentenceOf(query), role: 'analyst' }, by, at);
  }

  async function madeBy(make: MakeFile, by: Person): Promise<Prepared> {
    const file = await make();
    return 'kind' in file ? file : held(file, by, clock.now());
  }

  /** Kept for an hour, for this person alone. */
  async function held({ bytes, ...file }: HeldFile, by: Person, at: Date): Promise<Prepared> {
    // The file comes first: one that nobody offers is swept away, an offer without a file is a lie.
    const spooled = await spool.write(bytes, at);
    const offer = await offers.add({
      ...{ by: by.id, file: spooled, size: bytes.length, sha256: hashOf(bytes) },
      ...file,
      until: after(clock.now(), STANDS),
    });
    return { kind: 'ready', offer };
  }

  /** A person waits for one file at a time, and not too many people at once. */
  async function alone(by: Person, work: () => Promise<Prepared>): Promise<Prepared> {
    if (preparing.has(by.id)) return { kind: 'refused', says: BUSY };
    if (preparing.size >= AT_ONCE) return { kind: 'refused', says: CROWDED };
    preparing.add(by.id);
    try {
      return await work();
    } finally {
      preparing.delete(by.id);
    }
  }

  async function over(found: FoundExport, says: string): Promise<Taken> {
    await drop(found);
    return { kind: 'over', says, card: found.offer.card };
  }

  /** Undefined: this person may have it now. */
  async function refusalOf(found: FoundExport, person: Person): Promise<Taken | undefined> {
    if (isOver(found.offer)) return over(found, EXPIRED);
    try {
      const roles = await directory.rolesOf(person.id, true);
      const { role } = found.offer;
      return roles.has(role) ? undefined : await over(found, noLonger(role));
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      return { kind: 'later', says: `${NO_ROLES} ${error.message} ${TRY_AGAIN}` };
    }
  }

  return {
    /** Makes the file and keeps it for an hour. */
    prepare: (query: AuditQuery, by: Person, masked: boolean): Promise<Prepared> =>
      alone(by, () => made(query, by, masked)),

    /** The same for a file that is no answer to a question. */
    prepareFile: (make: MakeFile, by: Person): Promise<Prepared> =>
      alone(by, async () => (await crowdedFor(by)) ?? madeBy(make, by)),

    /** Which message offers it. */
    posted: offers.posted,

    /**
     * The bytes, once, for whoever asked for them and may still have them. That they go is on record
     * before they go.
     */
    async take(id: string, person: Person): Promise<Taken> {
      const found = await findOwn(id, person);
      if (found === undefined) return { kind: 'over', says: GONE, card: undefined };
      const refusal = await refusalOf(found, person);
      if (refusal !== undefined) return refusal;
      const { offer } = found;
      const bytes = await spool.find(offer.file);
      if (bytes === undefined || hashOf(bytes) !== offer.sha256) return over(found, LOST);
      if (!(await drop(found))) return { kind: 'over', says: GONE, card: undefined };
      const { sha256, rows, masked, question } = offer;
      const details = { export: offer.id, question, sha256, rows, masked };
      await journal.note({ what: 'exported', by: person, details });
      return { kind: 'taken', offer, bytes };
    },

    /** Deletes it; gives it back if it was this person's. */
    async decline(id: string, person: Person): Promise<Export | undefined> {
      const found = await findOwn(id, person);
      return found !== undefined && (await drop(found)) ? found.offer : undefined;
    },

    /** Deletes what nobody took in time and what a kill left behind; gives back the former. */
    async sweep(): Promise<readonly Export[]> {
      const standing = new Set<string>();
      const ended: Export[] = [];
      for (const found of await offers.list()) {
        if (!isOver(found.offer)) standing.add(found.offer.file);
        else if (await drop(found)) ended.push(found.offer);
      }
      const old = await spool.olderThan(new Date(clock.now().getTime() - STANDS));
      for (const file of old) if (!standing.has(file)) await spool.drop(file);
      return ended;
    },
  };
}

export const AGAIN =
  'Type export and the question’s reference, or what else you asked with, to have a new one made.';
const GONE = `This file is not offered any more. ${AGAIN}`;
export const EXPIRED = `This offer stood for an hour, and the file has been deleted. ${AGAIN}`;
const LOST = `The file is not on this machine any more. ${AGAIN}`;
const noLonger = (role: 'analyst' | 'auditor'): string =>
  `You are not an ${role} any more, so the file was not handed over and has been deleted.`;
const NO_ROLES = 'Your roles cannot be looked up right now, so nothing was handed over.';
const TRY_AGAIN = 'Press Allow again in a moment.';
const BUSY = 'A file of yours is being prepared already. Wait for that offer first.';
const CROWDED = 'Files are being prepared for others right now. Try again in a minute.';
const ENOUGH = `${OFFERS} files are waiting for you. Allow or decline one of them first.`;
