import type { GuidedChange, Step } from '../../../../core/step.ts';
import { LATER_SOURCES } from '../../sources/later.ts';
import type { Site } from '../../world.ts';

/** Nothing is taken away before Microsoft says that nothing needs it any more. */
export const endConfirmed = (site: Site): Step => ({
  id: 'end-confirmed',
  title: 'Microsoft has confirmed that everything is wrapped anew',
  stage: 'Confirmed',
  risk: 'routine',
  sources: [LATER_SOURCES.keep],
  check: () => Promise.resolve([confirmation(site)]),
  read: (pasted) => {
    const text = pasted.replaceAll(/\s+/g, ' ').trim();
    return Promise.resolve(
      text.length >= 20
        ? {
            kind: 'accepted',
            statement: `Microsoft confirmed the end of the offboarding: “${text.slice(0, 300)}”`,
            seen: { confirmation: text.slice(0, 300) },
          }
        : { kind: 'refused', problem: 'Paste the sentence in which Microsoft confirms the end.' },
    );
  },
});

const confirmation = ({ answers }: Site): GuidedChange => ({
  kind: 'guided',
  summary: `Wait for Microsoft’s confirmation that nothing is wrapped with the keys of ${answers.policy.name} any more.`,
  details: {
    operation: 'support.dep.confirmed',
    target: answers.policy.name,
    before: null,
    after: 'Microsoft’s confirmation in writing',
  },
  guide: {
    steps: [
      'Keep both vaults, both keys with all versions and all rights until then. An unassigned policy is not enough.',
      'When Microsoft confirms in the ticket that everything has been wrapped anew, paste that sentence here.',
    ],
    link: 'https://admin.microsoft.com/Adminportal/Home#/support/requests',
    proof: 'attested',
    statement: 'Microsoft has confirmed that everything is wrapped anew.',
    asks: {
      label: 'Microsoft’s confirmation, in its words',
      placeholder: 'We confirm that rewrapping is complete …',
    },
  },
});
