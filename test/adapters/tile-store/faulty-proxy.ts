import { once } from 'node:events';
import {
  createServer,
  request as send,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What goes wrong with a request: the bucket says to come again; it never answers; it sends another
 * place; the answer breaks off; an octet changes in the answer or on the way there; the request breaks
 * off; what it asked for is done, and the answer is lost; it arrives long after.
 */
export type Fault =
  | 'unavailable'
  | 'hanging'
  | 'redirect'
  | 'halfAnswer'
  | 'changedAnswer'
  | 'changedBody'
  | 'halfBody'
  | 'lostAnswer'
  | 'late';

interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly octets: Buffer;
}

/** Stands before a bucket's server and spoils what passes, as it is told. */
export class FaultyProxy {
  /** Requests that came, by method and path. */
  readonly seen: string[] = [];
  readonly #server: Server;
  readonly #port: number;
  readonly #late: (() => Promise<unknown>)[] = [];
  #fault: Fault | undefined;
  #method = '';
  #times = 0;

  private constructor(endpoint: string) {
    this.#port = Number(new URL(endpoint).port);
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  static async before(endpoint: string): Promise<FaultyProxy> {
    const proxy = new FaultyProxy(endpoint);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Spoils the next requests of a method. */
  spoil(fault: Fault, method: string, times = Number.POSITIVE_INFINITY): void {
    [this.#fault, this.#method, this.#times] = [fault, method, times];
  }

  /** From here on everything passes. */
  heal(): void {
    this.#times = 0;
  }

  /** Lets the requests arrive that are late. @returns how many those were */
  async arrive(): Promise<number> {
    const late = this.#late.splice(0);
    for (const go of late) await go();
    return late.length;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await sleep(0);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    this.seen.push(`${request.method} ${request.url}`);
    const isSpoilt = this.#times > 0 && request.method === this.#method;
    if (isSpoilt) this.#times -= 1;
    const fault = isSpoilt ? this.#fault : undefined;
    const sent = fault === 'changedBody' ? changed(body) : body;
    switch (fault) {
      case 'unavailable':
        response.writeHead(503).end('<Error><Code>SlowDown</Code></Error>');
        return;
      case 'redirect':
        response.writeHead(307, { location: 'http://127.0.0.1:9/' }).end();
        return;
      case 'hanging':
        return;
      case 'late':
        this.#late.push(() => this.#forward(request, body));
        return;
      case 'halfBody':
        await this.#forward(request, body, body.length / 2).catch(() => undefined);
        response.destroy();
        return;
      default:
        reply(response, await this.#forward(request, sent), fault);
    }
  }

  /** Sends it on with the headers that were signed, as far as it is to come. */
  async #forward(request: IncomingMessage, body: Buffer, upTo = body.length): Promise<Answer> {
    const { method, url: path } = request;
    const onward = send({
      host: '127.0.0.1',
      port: this.#port,
      method,
      path,
      agent: false,
      headers: { ...request.headers, connection: 'close' },
    });
    if (upTo < body.length) {
      onward.write(body.subarray(0, upTo), () => onward.destroy());
    } else onward.end(body);
    const [answer] = (await once(onward, 'response')) as [IncomingMessage];
    return {
      status: answer.statusCode ?? 0,
      headers: answer.headers,
      octets: await buffer(answer),
    };
  }
}

function changed(octets: Buffer): Buffer {
  const copy = Buffer.from(octets);
  copy[copy.length >> 1] = (copy[copy.length >> 1] ?? 0) ^ 1;
  return copy;
}

function reply(response: ServerResponse, answer: Answer, fault: Fault | undefined): void {
  const { status, headers, octets } = answer;
  if (fault === 'lostAnswer') {
    response.destroy();
    return;
  }
  response.writeHead(status, { ...headers, 'content-length': octets.length });
  if (fault === 'halfAnswer') {
    response.write(octets.subarray(0, octets.length >> 1), () => response.destroy());
  } else response.end(fault === 'changedAnswer' ? changed(octets) : octets);
}
