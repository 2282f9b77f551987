import { z } from 'zod';
import type { ByHand } from '../service.ts';
import { findAssigned, KEY, type Encryption } from './documents.ts';

const Wanted = z.strictObject({ unassign: z.string().min(1) });

/** What only Microsoft Support does, after a ticket: takes the assignment back. */
export const supportControls = (encryption: Encryption): Readonly<Record<string, ByHand>> => ({
  'POST /sandbox/support'(body) {
    const wanted = Wanted.safeParse(body);
    if (!wanted.success)
      return {
        status: 400,
        body: { error: 'Say which policy, as {"unassign":"Contoso_Global"}.' },
      };
    const assigned = findAssigned(encryption);
    if (assigned?.policy.name.toLowerCase() !== wanted.data.unassign.toLowerCase())
      return { status: 409, body: { error: 'This policy is not the one that is assigned.' } };
    unassign(encryption, assigned.policy.name);
    return { status: 200, body: { unassigned: assigned.policy.name } };
  },
});

const unassign = ({ tenant, assignment, used }: Encryption, name: string) =>
  tenant.together(() => {
    assignment.delete(KEY);
    used.delete(KEY);
    tenant.changed('exchange', 'support.unassign', name);
  });
