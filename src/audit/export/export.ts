import type { AuditAnswer } from '../figures.ts';
import type { RecordPage } from '../sources/source.ts';
import { collected } from './collected.ts';
import { reportPage } from './html/report.ts';
import { manifestOf } from './manifest.ts';
import { maskAnswer } from './masked.ts';

export interface ExportedFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** A word of the question and what it means exactly. */
export interface Explained {
  readonly title: string;
  readonly says: string;
}

export interface Exported {
  readonly answer: AuditAnswer;
  /** The records behind it, newest first. */
  readonly pages: AsyncIterable<RecordPage>;
  readonly at: Date;
  /** For people who may not know whom it is about. */
  readonly masked?: boolean;
  readonly definitions?: readonly Explained[];
  /** Name and version of what made it. */
  readonly tool?: string;
  readonly most?: Most;
}

/** What an export may hold; the rest is left out and said in every file. */
export interface Most {
  readonly records: number;
  readonly bytes: number;
}

const MOST: Most = { records: 100_000, bytes: 256 * 1024 * 1024 };

/** An answer as files that stand by themselves, the last of which vouches for the others. */
export async function exportOf(given: Exported): Promise<readonly ExportedFile[]> {
  const masked = given.masked ?? false;
  const answer = masked ? maskAnswer(given.answer) : given.answer;
  const { csv, jsonLines, newest, records, remarks } = await collected(given.pages, {
    ...{ masked, most: given.most ?? MOST, all: answer.figures.records },
  });
  const said = {
    ...{ answer, masked, records, remarks },
    madeAt: given.at.toISOString(),
    tool: given.tool ?? 'Audit Steward',
  };
  const page = reportPage({ ...said, newest, definitions: given.definitions ?? [] });
  const rows = { rows: records };
  const files = [
    { ...file('records.csv', 'text/csv', csv), ...rows },
    { ...file('records.jsonl', 'application/x-ndjson', jsonLines), ...rows },
    file('report.html', 'text/html', bytesOf(page)),
    file('answer.json', 'application/json', bytesOf([answerText(answer, remarks)])),
  ];
  const manifest = manifestOf({ ...said, files });
  return [...files, file('manifest.json', 'application/json', bytesOf([manifest]))].map(
    ({ name, type, bytes }) => ({ name, type, bytes }),
  );
}

const file = (name: string, type: string, bytes: Buffer): ExportedFile => ({ name, type, bytes });

const bytesOf = (texts: Iterable<string>): Buffer =>
  Buffer.concat(Array.from(texts, (text) => Buffer.from(text)));

const answerText = (answer: AuditAnswer, remarks: readonly string[]): string =>
  `${JSON.stringify({ ...answer, remarks }, undefined, 2)}\n`;
