import https from 'node:https';
import tls from 'node:tls';

/** Where the sandbox listens, and the only authority that vouches for it. */
export interface Connection {
  readonly port: number;
  /** In PEM. */
  readonly ca: string;
}

/**
 * An agent whose every connection ends at the sandbox, whatever host is named. The name still
 * travels in the handshake and must match the certificate, so addresses stay the real ones.
 */
export function sandboxAgent({ port, ca }: Connection): https.Agent {
  const agent = new https.Agent({ keepAlive: true });
  const createConnection: https.Agent['createConnection'] = (options) => {
    const servername = ('servername' in options && options.servername) || options.host;
    if (typeof servername !== 'string') throw new Error('The sandbox needs the name of a host.');
    return tls.connect({ host: '127.0.0.1', port, servername, ca, ALPNProtocols: ['http/1.1'] });
  };
  return Object.assign(agent, { createConnection });
}
