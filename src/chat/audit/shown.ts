import { answerCard } from '../../../cards/answer-card.ts';
import { searchCard } from '../../../cards/search-card.ts';
import type { ActionView } from '../../../cards/views.ts';
import type { Asked } from '../../audit/desk/desk.ts';
import type { AuditAnswer } from '../../audit/figures.ts';
import { maskAddress, maskUser } from '../../audit/mask.ts';
import { answerView, type ShowKey } from '../../views/answer-view.ts';
import { text, type Reply } from '../chat.ts';
import { say } from '../lists.ts';
import type { AuditChat } from './audit-chat.ts';

/** Where others read along, people and their addresses are not shown in full. */
export const keysFor = (personal: boolean): ShowKey =>
  personal
    ? (_dimension, key) => key
    : (dimension, key) => {
        if (dimension === 'user') return maskUser(key);
        return dimension === 'address' ? maskAddress(key) : key;
      };

export const questionSubject = (reference: string): string => `question/${reference}`;
export const searchSubject = (reference: string): string => `search/${reference}`;

const actionsOf = (reference: string, compared: boolean): readonly ActionView[] => [
  ...(compared ? [] : [say('Compare', `compare ${reference}`)]),
  say('Export', `export ${reference}`),
  say('Save', `save ${reference}`),
  say('Schedule', `schedule ${reference}`),
];

/** The card of an answer, as this place may see it. */
export const answerReply = (
  { headline }: Pick<AuditChat, 'headline'>,
  answer: AuditAnswer,
  { reference, personal }: { readonly reference: string; readonly personal: boolean },
): Reply => ({
  kind: 'card',
  card: answerCard(
    answerView(answer, {
      reference,
      headline: headline(answer),
      showKey: keysFor(personal),
      actions: actionsOf(reference, answer.query.compare),
    }),
  ),
});

/** An answer, or a search under way with what is known meanwhile. */
export function askedReplies(audit: AuditChat, asked: Asked, personal: boolean): readonly Reply[] {
  switch (asked.kind) {
    case 'refused':
      return [text(asked.says)];
    case 'answered':
      return [answerReply(audit, asked.answer, { reference: asked.reference, personal })];
    case 'searching': {
      const { reference, canonical, state, meanwhile } = asked;
      const card = searchCard({
        reference,
        question: canonical,
        ...state,
        actions: [say('How far is it?', `progress ${reference}`)],
      });
      return [
        ...(meanwhile === undefined
          ? []
          : [answerReply(audit, meanwhile, { reference, personal })]),
        { kind: 'card', card, subject: searchSubject(reference) },
      ];
    }
  }
}
