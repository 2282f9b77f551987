import { LIMITS } from '../teams/limits.ts';

/** False for a text that was cut on its way: half of it would say something else. */
export const isWhole = ({ fullText, value }: { fullText: string; value: unknown }): boolean =>
  value !== undefined || fullText.length < LIMITS.fullTextLength - 1;
