import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { PortalEvent } from '../../portal-client/answers.ts';
import type { HttpMessage } from '../../portal-client/message-signature.ts';
import { WebhookVerifier } from '../../portal-client/portal-client.ts';

/** A portal's end of the webhook, on loopback. */
export interface WebhookReceiver {
  readonly url: string;
  /** What was believed, in the order in which it came. */
  readonly events: readonly PortalEvent[];
  /** Why the rest was not. */
  readonly refusals: readonly unknown[];
  /** The last message as it came. */
  readonly last: () => HttpMessage | undefined;
  readonly close: () => void;
}

/** Opens one, which believes what is signed with a key of the office and nothing else. */
export async function receiveWebhooks(keysUrl: string): Promise<WebhookReceiver> {
  const verifier = new WebhookVerifier({ keysUrl });
  const [events, refusals]: [PortalEvent[], unknown[]] = [[], []];
  let url = '';
  let last: HttpMessage | undefined;
  const receive = async (message: HttpMessage): Promise<number> => {
    last = message;
    try {
      events.push(await verifier.verify(message));
      return 204;
    } catch (error) {
      refusals.push(error);
      return 401;
    }
  };
  const server = createServer((request, response) => {
    void buffer(request).then(async (body) => {
      const given = Object.entries(request.headersDistinct);
      const headers = new Headers(given.flatMap(([name, all = []]) => all.map((v) => [name, v])));
      response.statusCode = await receive({ method: request.method ?? '', url, headers, body });
      response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;
  return { url, events, refusals, last: () => last, close: () => void server.close() };
}
