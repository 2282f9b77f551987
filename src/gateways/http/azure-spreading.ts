import { z } from 'zod';
import { MINUTE, type Clock } from '../../core/clock.ts';
import { GatewayError } from '../../core/errors.ts';
import type { Http } from './client.ts';

/** Whether a right of the bot at or above this resource was given minutes ago. */
export type Spreading = (resource: string) => Promise<boolean>;

/** Roles are said to take up to ten minutes to be known everywhere. */
export const SPREADS = 15 * MINUTE;

const Rows = z.object({
  value: z.array(z.object({ properties: z.object({ createdOn: z.string().nullish() }) })),
});

/**
 * Tells a refusal that will pass from one that will not: by the age of the bot's own role
 * assignments. Where they cannot be read the refusal is taken as it is.
 */
export const spreadingOf =
  (
    http: Http,
    {
      bot,
      clock,
    }: {
      /** Object id of the bot's application. */
      readonly bot: () => Promise<string | undefined>;
      /** The tenant's: roles were given by its time. */
      readonly clock: Pick<Clock, 'now'>;
    },
  ): Spreading =>
  async (resource) => {
    try {
      const principal = await bot();
      if (principal === undefined || resource === '') return false;
      const filter = encodeURIComponent(`assignedTo('${principal}')`);
      const { value } = await http.read(
        {
          doing: 'Reading the roles of the bot',
          method: 'GET',
          url:
            `https://${http.cloud.arm}${resource}/providers/Microsoft.Authorization/roleAssignments` +
            `?$filter=${filter}&api-version=2022-04-01`,
        },
        Rows,
      );
      const since = clock.now().getTime() - SPREADS;
      return value.some(({ properties }) => Date.parse(properties.createdOn ?? '') >= since);
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      return false;
    }
  };
