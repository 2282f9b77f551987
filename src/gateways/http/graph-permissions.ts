import { z } from 'zod';
import type { Permissions } from '../permissions.ts';
import type { Http } from './client.ts';
import { pagesOf } from './graph-client.ts';

const LISTING = {
  doing: 'Listing the permissions of the bot',
  advice: {
    403:
      'Give the bot’s application the permission Application.Read.All of Microsoft Graph, with ' +
      'admin consent, then try again.',
  },
};

const Row = z.object({ appRoleId: z.string() });

/** Granted application permissions, from Microsoft Graph. */
export const graphPermissions = (http: Http): Permissions => ({
  async list(principal) {
    const path = `/servicePrincipals/${encodeURIComponent(principal)}/appRoleAssignments`;
    const rows = await pagesOf(http, LISTING, path, { row: Row });
    return rows.map(({ appRoleId }) => appRoleId.toLowerCase());
  },
});
