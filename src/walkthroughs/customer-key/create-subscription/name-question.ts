import type { Question, Reading } from '../../../core/walkthrough.ts';
import type { World } from '../world.ts';
import { aliasOf, billingScopeIn, SUBSCRIPTION_NAME } from './answers.ts';

const refused = (problem: string): Reading => ({ kind: 'refused', problem });

const NOT_A_NAME =
  'A name has 2 to 64 letters, digits, spaces, dots, hyphens, underscores, ampersands or parentheses, and begins and ends with a letter or digit.';

/** Two of one name would be told apart by their ids only, in every approval to come. */
async function problemWith({ azure }: World, name: string, alias: string) {
  const [all, request] = await Promise.all([
    azure.listSubscriptions(),
    azure.findSubscriptionRequest(alias),
  ]);
  if (all.some((each) => each.name.toLowerCase() === name.toLowerCase()))
    return `There is a subscription called ${name} already. Choose another name, or use that one: set up customer key.`;
  if (request?.state.toLowerCase() === 'failed')
    return `A subscription called ${name} was asked for before, and the request failed. Choose another name: a failed request cannot be repeated.`;
  return request === undefined
    ? undefined
    : `A subscription called ${name} was asked for before, to be billed to the same place. Choose another name, or wait until it shows.`;
}

/** What it is called; with this the request has its own name, which is kept. */
export const nameQuestion = (world: World): Question => ({
  id: 'subscription-name',
  form: () =>
    Promise.resolve({
      title: 'What shall the new subscription be called?',
      intro: [
        'It is made for one key only, for production, in this tenant. The bot’s application becomes its owner; give it to its custodian afterwards.',
      ],
      fields: [
        {
          id: 'name',
          label: 'Name',
          kind: 'text',
          required: true,
          placeholder: 'Contoso Customer Key 1',
        },
      ],
      typed: 'name',
      example: 'Contoso Customer Key 1',
    }),
  async read(answers, input) {
    const name = (input['name'] ?? '').normalize('NFC').trim();
    if (!SUBSCRIPTION_NAME.test(name)) return refused(NOT_A_NAME);
    const billingScope = billingScopeIn(answers);
    const { id, name: called, domain } = await world.tenant.getProfile();
    const tenant = { id, name: called, domain };
    const alias = aliasOf({ tenant, name, billingScope });
    const problem = await problemWith(world, name, alias);
    return problem === undefined
      ? { kind: 'answered', answers: { tenant, name, alias } }
      : refused(problem);
  },
});
