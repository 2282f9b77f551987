import { createHash } from 'node:crypto';
import type { AuditAnswer } from '../figures.ts';
import { COLUMNS } from './columns.ts';
import type { ExportedFile } from './export.ts';

export interface Vouched {
  readonly answer: AuditAnswer;
  readonly madeAt: string;
  readonly tool: string;
  readonly masked: boolean;
  readonly records: number;
  readonly remarks: readonly string[];
  readonly files: readonly (ExportedFile & { readonly rows?: number })[];
}

/** What the files are, where they are from, and how to tell that they are still the same. */
export function manifestOf(given: Vouched): string {
  const { answer, files, ...said } = given;
  const { canonical, query, source, because, coverage } = answer;
  return `${JSON.stringify(
    {
      ...said,
      ...{ canonical, query, source, because, coverage },
      columns: COLUMNS,
      files: files.map(({ name, type, bytes, rows }) => ({
        ...{ name, type, bytes: bytes.length, ...(rows === undefined ? {} : { rows }) },
        sha256: createHash('sha256').update(bytes).digest('hex'),
      })),
    },
    undefined,
    2,
  )}\n`;
}
