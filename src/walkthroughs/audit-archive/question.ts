import { CONTENT_TYPES, type ContentType } from '../../audit/record.ts';
import { suggest } from '../../core/suggest.ts';
import type { Question } from '../../core/walkthrough.ts';
import { BRINGS, inOrder } from './answers.ts';

/** What people call the content types, beside their names. */
const CALLED: Readonly<Record<string, readonly ContentType[]>> = {
  ...Object.fromEntries(CONTENT_TYPES.map((type) => [type.toLowerCase(), [type]])),
  general: ['Audit.General'],
  dynamics: ['Audit.General'],
  entra: ['Audit.AzureActiveDirectory'],
  azureactivedirectory: ['Audit.AzureActiveDirectory'],
  exchange: ['Audit.Exchange'],
  sharepoint: ['Audit.SharePoint'],
  onedrive: ['Audit.SharePoint'],
  all: CONTENT_TYPES,
};

const words = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter((word) => word !== '' && word !== 'and');

const isCalled = (word: string): boolean => Object.hasOwn(CALLED, word);

function problemWith(unknown: string): string {
  const meant = suggest(unknown.slice(0, 100), Object.keys(CALLED));
  const hint =
    meant.length > 0
      ? `Did you mean ${meant.join(' or ')}?`
      : 'Name general, entra, exchange, sharepoint, or all.';
  return `I know no content type ${JSON.stringify(unknown.slice(0, 100))}. ${hint}`;
}

/** Which records are to be kept; whatever is not known is refused. */
export const contentQuestion: Question = {
  id: 'content-types',
  form: (_answers, input) =>
    Promise.resolve({
      title: 'Which audit records shall be archived?',
      intro: [
        'Each content type is a subscription of its own. Dynamics 365 comes with Audit.General.',
        'The feed has no past: records come from the start of the subscription on. Older ones can be brought from files (cli -- import) or found by an audit search.',
      ],
      fields: [
        {
          id: 'contentTypes',
          label: 'Content types',
          kind: 'many',
          required: true,
          options: CONTENT_TYPES.map((type) => ({
            value: type,
            title: `${type}: ${BRINGS[type]}`,
          })),
          value: input['contentTypes'] ?? 'Audit.General',
        },
      ],
      typed: 'contentTypes',
      example: 'general, entra',
    }),
  read(_answers, input) {
    const named = words(input['contentTypes'] ?? '');
    const unknown = named.find((word) => !isCalled(word));
    if (unknown !== undefined)
      return Promise.resolve({ kind: 'refused', problem: problemWith(unknown) });
    const contentTypes = inOrder(new Set(named.flatMap((word) => CALLED[word] ?? [])));
    return Promise.resolve(
      contentTypes.length > 0
        ? { kind: 'answered', answers: { contentTypes } }
        : { kind: 'refused', problem: 'Choose at least one content type, such as general.' },
    );
  },
};
