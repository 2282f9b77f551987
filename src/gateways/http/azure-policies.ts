import { z } from 'zod';
import type { OrganisationPolicies, PolicyAssignment } from '../azure-policies.ts';
import { pathOf, type Arm } from './azure-door.ts';

const VERSION = '2022-06-01';

const Form = z.object({
  id: z.string(),
  name: z.string(),
  properties: z.object({
    displayName: z.string().nullish(),
    policyDefinitionId: z.string(),
    scope: z.string().nullish(),
    notScopes: z.array(z.string()).nullish(),
    enforcementMode: z.string().nullish(),
  }),
});
type Form = z.infer<typeof Form>;

const lower = (text: string): string => text.toLowerCase();
const KIND = '/providers/microsoft.authorization/policyassignments/';

const scopeIn = ({ id, properties }: Form): string =>
  properties.scope ?? id.slice(0, Math.max(0, lower(id).lastIndexOf(KIND)));

/** `DoNotEnforce` reports and denies nothing; absent means that it is enforced. */
const isEnforced = ({ enforcementMode, notScopes }: Form['properties'], path: string): boolean =>
  lower(enforcementMode ?? '') !== 'donotenforce' && !(notScopes ?? []).map(lower).includes(path);

const assignmentOf = (row: Form, subscription: string): PolicyAssignment => ({
  name: row.name,
  displayName: row.properties.displayName ?? row.name,
  enforced: isEnforced(row.properties, lower(subscription)),
  scope: scopeIn(row),
  definition: row.properties.policyDefinitionId,
});

/** Assignments of Azure Policy; without a filter those inside the subscription are listed too. */
export const azurePolicies = (arm: Arm): OrganisationPolicies => ({
  async listPolicies(id) {
    const subscription = pathOf`/subscriptions/${id}`;
    const rows = await arm.list(
      {
        doing: 'Listing the organisation’s policies',
        path: `${subscription}/providers/Microsoft.Authorization/policyAssignments`,
        version: VERSION,
        needs: 'the role Reader on the subscription',
      },
      Form,
    );
    return rows.map((row) => assignmentOf(row, subscription));
  },
});
