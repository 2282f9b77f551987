const RUN = '[2-9A-HJ-NP-Z]{6}';
const REFERENCE = new RegExp(`^(${RUN})(?:-(\\d{1,4}))?(?:\\s+(.*))?$`, 'is');

export const RUN_NAME = new RegExp(`^${RUN}$`);

/** What a text names: a run, one of its asks, and what else was said. */
export interface Reference {
  readonly run?: string;
  readonly ask?: number;
  readonly rest: string;
}

/** `7K2QF9-1 because of this`: the run, the ask, and what else was said. */
export function referenceIn(text: string): Reference {
  const found = REFERENCE.exec(text.trim());
  if (found === null) return { rest: text.trim() };
  const [, run = '', ask, rest = ''] = found;
  return {
    run: run.toUpperCase(),
    ...(ask === undefined ? {} : { ask: Number(ask) }),
    rest: rest.trim(),
  };
}
