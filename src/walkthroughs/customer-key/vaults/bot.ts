import type { ServicePrincipal } from '../../../gateways/service-principals.ts';
import type { Site } from '../world.ts';
import { unfit } from './place.ts';

/** Rights go to the object id, which is known long before there is a vault. */
export async function getBot(site: Site): Promise<ServicePrincipal> {
  const { applicationId } = site.world.settings;
  const found = await site.application(applicationId);
  if (found !== undefined) return found;
  throw unfit(
    `The bot’s own application ${applicationId} was not found in this tenant, so it cannot be given ` +
      'rights. Check the application id in the bot’s settings, then type resume.',
  );
}
