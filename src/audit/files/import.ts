import { basename } from 'node:path';
import { SECOND } from '../../core/clock.ts';
import { ArchiveTrouble, type Added, type Archive, type Rejected } from '../archive/archive.ts';
import type { Receipt } from '../archive/catalogue.ts';
import { incomingFrom } from './incoming.ts';
import { boundedRejections } from './rejections.ts';
import { FileTrouble } from './trouble.ts';

/** What became of one file. */
export interface Imported {
  readonly file: string;
  /** Records, and what should have been one. */
  readonly read: number;
  readonly stored: number;
  readonly duplicates: number;
  /** Line 0 is the whole file. */
  readonly rejected: readonly Rejected[];
  /** It was read, and held records or was empty. */
  readonly fine: boolean;
}

/** Brings the audit records of a file into the archive. A file that is no good is told, not thrown. */
export async function importFile(
  archive: Pick<Archive, 'add'>,
  tenant: string,
  file: string,
): Promise<Imported> {
  const rejections = boundedRejections();
  let trouble: FileTrouble | undefined;
  // The archive must not take a file that breaks for one of its own troubles.
  const records = async function* () {
    try {
      yield* incomingFrom(file, rejections.add);
    } catch (error) {
      if (!(error instanceof FileTrouble)) throw error;
      trouble = error;
    }
  };
  try {
    const added = await archive.add(tenant, records(), receiptFor(file));
    const useful = added.stored + added.duplicates > 0;
    const fine = trouble === undefined && (useful || added.read + rejections.count() === 0);
    return {
      ...{ file, fine, stored: added.stored, duplicates: added.duplicates },
      read: added.read + rejections.count(),
      rejected: inOrder([...wholeFile(trouble), ...rejections.list(), ...added.rejected]),
    };
  } catch (error) {
    if (!(error instanceof ArchiveTrouble)) throw error;
    return { file, fine: false, read: 0, stored: 0, duplicates: 0, rejected: wholeFile(error) };
  }
}

const wholeFile = (trouble: Error | undefined): readonly Rejected[] =>
  trouble === undefined ? [] : [{ line: 0, reason: trouble.message }];

const inOrder = (rejected: readonly Rejected[]): readonly Rejected[] =>
  rejected.toSorted((a, b) => a.line - b.line);

/** The archive covers what the file covers, as far as anybody can know. */
const receiptFor =
  (file: string) =>
  ({ spans }: Added): Receipt => ({
    known: spans.map(({ from, to, contentType }) => ({
      ...{ from: second(from, Math.floor), to: second(to, Math.ceil), contentType },
      state: 'imported',
      why: `imported from ${nameOf(file)}`,
    })),
  });

/** Times of events are told in whole seconds: a file that has 23:59:59 reaches up to midnight. */
const second = (time: string, whole: (seconds: number) => number): string =>
  new Date(whole(Date.parse(time) / SECOND) * SECOND).toISOString();

const MOST_NAME = 100;

/** A file's name where people read it: nothing unseen in it, and not without end. */
export function nameOf(file: string): string {
  const name = basename(file.toWellFormed()).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
  const signs = [...name];
  return signs.length <= MOST_NAME ? name : `${signs.slice(0, MOST_NAME).join('')}…`;
}
