import type { Data } from '../../../core/data.ts';
import type { Question } from '../../../core/walkthrough.ts';
import { EnvironmentAnswer } from '../answers.ts';
import { hasRole } from '../steps/bot-has-role.ts';
import type { World } from '../world.ts';

/** A no must never pass for a reason. */
const NO = /^(?:(?:no|nope|none|skip)(?:[\s,;]+(?:thanks|thank you|by hand))?|by hand)[.!]*$/i;

export const environmentIn = (answers: { readonly [key: string]: Data }): EnvironmentAnswer =>
  EnvironmentAnswer.parse(answers['environment']);

/** Asked only where the bot lacks a role: it is never given one without consent and a reason. */
export const roleQuestion = (world: World): Question => ({
  id: 'role',
  async form(answers) {
    const environment = environmentIn(answers);
    const caller = await world.openDataverse(environment.apiUrl).findCaller();
    if (hasRole(caller)) return undefined;
    return {
      title: `The bot has no role in ${environment.name}`,
      intro: [
        'It can be made an application user with administrator rights there. Two approvers have to agree, and the platform records it.',
        'Give the reason to agree to that, or answer no to do it by hand; you will be shown how.',
      ],
      fields: [
        {
          id: 'reason',
          label: 'Reason, or no',
          kind: 'text',
          placeholder: 'Auditing is to be set up, ticket 4711',
          required: true,
        },
      ],
      typed: 'reason',
      example: 'Auditing is to be set up, ticket 4711',
    };
  },
  read(_answers, input) {
    const reason = (input['reason'] ?? '').trim();
    if (NO.test(reason)) return Promise.resolve({ kind: 'answered', answers: {} });
    return Promise.resolve(
      reason.length >= 3 && reason.length <= 300 && /\p{L}/u.test(reason)
        ? { kind: 'answered', answers: { addRole: reason } }
        : { kind: 'refused', problem: 'Give a reason of 3 to 300 characters, or answer no.' },
    );
  },
});
