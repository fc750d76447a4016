import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider, type Configuration } from 'oidc-provider';

/** What a token endpoint says. */
export type TokenAnswer = Record<string, unknown>;

/** Somebody else's OpenID provider, running on a free port; who signs in there, and what goes wrong, is said here. */
export interface RunningProvider {
  readonly issuer: string;
  /** Who sits before it; undefined has it refuse. */
  who: string | undefined;
  /** Stands between the token endpoint and whoever asks it. */
  tamper: ((answer: TokenAnswer) => TokenAnswer) | undefined;
  /** Answers with 503 from here on. */
  isAway: boolean;
  /** What was asked, by path. */
  readonly asked: string[];
  stop(): Promise<void>;
}

/** A client that is registered there. */
export interface Client {
  readonly id: string;
  readonly secret: string;
  readonly redirectUri: string;
}

function configurationFor(clients: readonly Client[]): Configuration {
  return {
    clients: clients.map(({ id, secret, redirectUri }) => ({
      client_id: id,
      client_secret: secret,
      redirect_uris: [redirectUri],
      post_logout_redirect_uris: [new URL('/sign-in', redirectUri).href],
    })),
    cookies: { keys: ['test'] },
    pkce: { required: () => true },
    claims: { openid: ['sub', 'staff_number'] },
    conformIdTokenClaims: false,
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, staff_number: `staff-${id}` }),
    }),
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    ttl: { Session: 600, Interaction: 600, Grant: 600, IdToken: 600, AccessToken: 600 },
    // Nobody is asked for consent: the operator's own provider.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId ?? '',
        accountId: oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
  };
}

/** Has what is written to a response pass through a function first. */
function rewrite(response: ServerResponse, change: (answer: TokenAnswer) => TokenAnswer): void {
  const end = response.end.bind(response);
  const ended = (chunk?: unknown) => {
    const text = Buffer.isBuffer(chunk) || typeof chunk === 'string' ? String(chunk) : '{}';
    const changed = JSON.stringify(change(JSON.parse(text) as TokenAnswer));
    response.setHeader('content-length', Buffer.byteLength(changed));
    return end(changed);
  };
  response.end = ended as typeof response.end;
}

/** Starts a provider with these clients. */
export async function startProvider(clients: readonly Client[]): Promise<RunningProvider> {
  const handlers: { handle?: (request: IncomingMessage, response: ServerResponse) => void } = {};
  const server: Server = createServer((request, response) => handlers.handle?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, configurationFor(clients));
  const running: RunningProvider = {
    issuer,
    who: 'sub-1',
    tamper: undefined,
    isAway: false,
    asked: [],
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };

  const interact = async (request: IncomingMessage, response: ServerResponse) => {
    const result =
      running.who === undefined
        ? { error: 'access_denied', error_description: 'refused' }
        : { login: { accountId: running.who, remember: false } };
    await provider.interactionFinished(request, response, result);
  };

  handlers.handle = (request, response) => {
    const path = new URL(request.url ?? '/', issuer).pathname;
    running.asked.push(path);
    if (running.isAway) {
      response.writeHead(503).end();
      return;
    }
    if (path === '/token' && running.tamper) rewrite(response, running.tamper);
    if (path.startsWith('/interaction/')) void interact(request, response);
    else void provider.callback()(request, response);
  };
  return running;
}

/** As much of a browser as a provider needs: it follows redirects with its cookies as far as the provider goes. */
export async function visitProvider(issuer: string, start: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let at = start;
  for (let hop = 0; hop < 10; hop += 1) {
    const response = await fetch(at, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    const to = response.headers.get('location');
    if (to === null) throw new Error(`provider: ${response.status} ${await response.text()}`);
    const next = new URL(to, at);
    if (next.origin !== new URL(issuer).origin) return next;
    at = next.href;
  }
  throw new Error('the provider sends round in circles');
}
