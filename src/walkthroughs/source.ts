import type { Source } from '../core/step.ts';

const READ = '2026-11-21';
export const LEARN = 'https://learn.microsoft.com';

/** Where a statement about a vendor's product comes from, as read for this version. */
export const source = (
  says: string,
  url: string,
  confidence: Source['confidence'] = 'documented',
): Source => ({ says, url, read: READ, confidence });
