import type { AuditAnswer } from '../audit/figures.ts';
import { understand, type UnknownWord } from '../audit/parse.ts';
import type { Config } from '../config.ts';
import { openStore } from '../store/open.ts';
import { createLog } from '../teams/log.ts';
import { openAudit } from './audit.ts';
import { clockOf } from './clock.ts';
import { whereOf } from './where.ts';

export type AskedOnce =
  | { readonly kind: 'answered'; readonly answer: AuditAnswer }
  | { readonly kind: 'unknown'; readonly words: readonly UnknownWord[]; readonly says: string }
  | { readonly kind: 'refused'; readonly says: string };

const CLI = { id: 'command-line', name: 'Command line' };

const TOPIC =
  'That is a question about the log itself. Ask it in the chat, where it is answered with its sources.';
const LATER =
  'A search at Microsoft takes minutes, and only the running bot can wait for it. Ask in the chat, or leave out “from graph”.';

/** One question to the archive, at this time of the clock, without the bot. */
export async function askOnce(config: Config, question: string, now: Date): Promise<AskedOnce> {
  const clock = clockOf(() => now);
  const log = createLog('error');
  const store = await openStore(whereOf(config), clock);
  try {
    const audit = await openAudit(config, { store, clock, log });
    try {
      const understood = understand(question, { now, zone: config.audit.zone });
      if (understood.kind === 'unknown') return understood;
      if (understood.kind === 'topic') return { kind: 'refused', says: TOPIC };
      const { query, assumed } = understood;
      const asked = await audit.desk.ask(query, { by: CLI, assumed });
      if (asked.kind === 'answered') return { kind: 'answered', answer: asked.answer };
      return { kind: 'refused', says: asked.kind === 'refused' ? asked.says : LATER };
    } finally {
      await audit.archive.close();
    }
  } finally {
    await store.close();
  }
}
