import { randomBytes } from 'node:crypto';
import type { Question } from '../../core/walkthrough.ts';
import { Answers } from './answers.ts';

const NO_ID =
  'That is no object id. Copy it from Entra (Users, the person, Object ID): 32 hex digits with four hyphens. A name or an address is no use here.';

/** Whose personal data shall be erased: by object id, for names are shared and change. */
export const personQuestion: Question = {
  id: 'person',
  form: (_answers, input) =>
    Promise.resolve({
      title: 'Whose personal data shall be erased?',
      intro: [
        'From what is on record of ended runs the bot takes the person’s id, name and words. What was decided and done stays, with (erased) in their place, and its proofs still hold.',
        'It takes two approvals and cannot be undone. Runs that are still open are left out: end them first.',
      ],
      fields: [
        {
          id: 'person',
          label: 'Entra object id',
          kind: 'text',
          required: true,
          placeholder: '00000000-0000-0000-0000-000000000000',
          value: input['person'] ?? '',
        },
      ],
      typed: 'person',
      example: 'aaaaaaaa-0000-4000-8000-000000000006',
    }),
  read(_answers, input) {
    const blind = randomBytes(16).toString('hex');
    const person = (input['person'] ?? '').trim().toLowerCase();
    const read = Answers.safeParse({ person, blind });
    return Promise.resolve(
      read.success ? { kind: 'answered', answers: read.data } : { kind: 'refused', problem: NO_ID },
    );
  },
};
