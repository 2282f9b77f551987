import type { MakeFile } from '../audit/desk/exports.ts';
import { findRunIn } from '../chat/evidence.ts';
import type { Person } from '../core/people.ts';
import { lastDay } from '../evidence/days.ts';
import { NoEvidence } from '../evidence/pack/gather.ts';
import { buildPack, type PackParts } from '../evidence/pack/pack.ts';
import type { Scope } from '../evidence/story/story.ts';
import { periodIn } from './compliance.ts';

export interface EvidenceChatParts {
  readonly pack: PackParts;
  /** Makes the file and offers it to this person. */
  offerFile(make: MakeFile, by: Person): Promise<{ readonly says: string }>;
}

/** OneDrive takes no more at once (`EXPORT_LIMITS`). */
const MOST_BYTES = 60_000_000;

/** Makes the evidence pack of a run or some days and offers it in the auditor's own chat. */
export const evidenceChat =
  ({ pack, offerFile }: EvidenceChatParts) =>
  async (by: Person, about: string): Promise<{ readonly says: string }> => {
    const scope = scopeIn(about, pack.clock.now());
    return 'problem' in scope ? { says: scope.problem } : offerFile(() => made(pack, scope), by);
  };

function scopeIn(about: string, now: Date): Scope | { readonly problem: string } {
  const run = findRunIn(about);
  if (run !== undefined) return { kind: 'run', run };
  const named = periodIn(about, now, 'evidence last month, or evidence 7K2QF9 for one run');
  return 'problem' in named ? named : { kind: 'period', ...named.period };
}

async function made(parts: PackParts, scope: Scope): ReturnType<MakeFile> {
  try {
    const { name, bytes, entries, checkpoint } = await buildPack(parts, scope);
    if (bytes.length > MOST_BYTES) return { kind: 'refused', says: TOO_LARGE };
    return {
      ...{ bytes, name, rows: entries, masked: false, role: 'auditor' },
      question: `Evidence ${ofWhat(scope)}, under the checkpoint ${checkpoint}`,
      content: 'An evidence pack with personal data',
    };
  } catch (error) {
    if (error instanceof NoEvidence) return { kind: 'refused', says: error.message };
    throw error;
  }
}

const ofWhat = (scope: Scope): string =>
  scope.kind === 'run'
    ? `of run ${scope.run}`
    : `of all runs from ${scope.from} to ${lastDay(scope.to)}, both included`;

const TOO_LARGE =
  'That pack is too large to be handed out in the chat. Name fewer days, or run npm run cli -- evidence on the bot’s machine.';
