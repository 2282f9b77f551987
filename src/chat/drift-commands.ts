import { referenceIn } from './reference.ts';

/** What can be done about drift, and the report on it. */
export type DriftCommand =
  | { readonly kind: 'mend'; readonly run: string }
  | { readonly kind: 'drift'; readonly drift: Drifting };

export type Drifting =
  | { readonly kind: 'exceptions' }
  | { readonly kind: 'end'; readonly exception: string }
  | { readonly kind: 'compliance'; readonly period: string };

type Parser = (rest: string) => DriftCommand | undefined;

/** The walkthrough of a finished run once more, with the same answers. */
const mend: Parser = (rest) => {
  const { run, rest: more } = referenceIn(rest);
  if (run !== undefined) return more === '' ? { kind: 'mend', run } : undefined;
  return more === '' || more.includes(' ') ? undefined : { kind: 'mend', run: more.toUpperCase() };
};

/** By first word, as in `commands.ts`. */
export const DRIFTING: Readonly<Record<string, Parser>> = {
  mend,
  exceptions: (rest) =>
    rest === '' ? { kind: 'drift', drift: { kind: 'exceptions' } } : undefined,
  end(rest) {
    const [, named] = /^exception\s+(\S+)$/i.exec(rest) ?? [];
    return named === undefined
      ? undefined
      : { kind: 'drift', drift: { kind: 'end', exception: named.toUpperCase() } };
  },
  compliance: (rest) => ({ kind: 'drift', drift: { kind: 'compliance', period: rest } }),
};
