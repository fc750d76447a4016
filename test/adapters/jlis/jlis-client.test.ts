import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';

import {
  askOcsp,
  fetchRevocationList,
  type JlisOutcome,
} from '../../../adapters/jlis/jlis-client.ts';

const OCSP = { 'content-type': 'application/ocsp-response' };
const request = Buffer.from('3003 0201 05'.replaceAll(' ', ''), 'hex');
const answer = Buffer.from('30030a0106', 'hex');

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Address of a server that behaves as told. */
async function serve(listener: RequestListener): Promise<string> {
  const listening = createServer(listener);
  server = listening;
  await new Promise<void>((resolve) => {
    listening.listen(0, '127.0.0.1', resolve);
  });
  const { port } = listening.address() as AddressInfo;
  return `http://127.0.0.1:${port}/`;
}

/** Asks a responder that behaves as told. */
const ask = async (listener: RequestListener, timeoutMs = 2000): Promise<JlisOutcome> =>
  askOcsp({ url: await serve(listener), request, timeoutMs, answerMaxOctets: 1024 });

const silent: RequestListener = () => undefined;
const amid: RequestListener = (_, response) => {
  response.writeHead(200, OCSP);
  response.write(answer);
};

describe('askOcsp', () => {
  it('posts the request and gives the answer as it came', async () => {
    const received: Buffer[] = [];
    const headers: (string | undefined)[] = [];
    const outcome = await ask((message, response) => {
      headers.push(message.method, message.headers['content-type'], message.headers.accept);
      message.on('data', (part: Buffer) => received.push(part));
      message.on('end', () => {
        response.writeHead(200, { 'content-type': 'Application/OCSP-Response; charset=binary' });
        response.end(answer);
      });
    });
    expect(outcome).toEqual({ answer });
    expect(Buffer.concat(received)).toEqual(request);
    expect(headers).toEqual(['POST', 'application/ocsp-request', 'application/ocsp-response']);
  });

  it.each<[string, RequestListener, string]>([
    ['an error status', (_, response) => response.writeHead(503, OCSP).end(answer), 'httpStatus'],
    [
      'a redirection',
      (_, response) => response.writeHead(302, { location: '/x' }).end(),
      'httpStatus',
    ],
    ['no content', (_, response) => response.writeHead(204, OCSP).end(), 'httpStatus'],
    [
      'a maintenance page',
      (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      'wrongContentType',
    ],
    ['no content type', (_, response) => response.writeHead(200).end(answer), 'wrongContentType'],
    ['nothing', (_, response) => response.writeHead(200, OCSP).end(), 'empty'],
    [
      'more than is announced as allowed',
      (_, response) => response.writeHead(200, OCSP).end(Buffer.alloc(1025)),
      'oversize',
    ],
    [
      'more than is allowed, unannounced',
      (_, response) => {
        response.writeHead(200, OCSP);
        response.write(Buffer.alloc(1000));
        response.end(Buffer.alloc(1000));
      },
      'oversize',
    ],
    ['a broken connection', (message) => message.destroy(), 'unreachable'],
    [
      'half an answer',
      (message, response) => {
        response.writeHead(200, { ...OCSP, 'content-length': '100' });
        response.write(answer);
        setTimeout(() => message.destroy(), 20);
      },
      'unreachable',
    ],
  ])('says that %s is no answer', async (_, listener, none) => {
    expect(await ask(listener)).toEqual({ none });
  });

  it('waits no longer than it is told, before the answer or amid it', async () => {
    expect(await ask(silent, 100)).toEqual({ none: 'timedOut' });
    server?.closeAllConnections();
    server?.close();
    expect(await ask(amid, 100)).toEqual({ none: 'timedOut' });
  });

  it('does not throw for an address where nobody listens, or that is none', async () => {
    const question = { request, timeoutMs: 1000, answerMaxOctets: 1024 };
    expect(await askOcsp({ ...question, url: 'http://127.0.0.1:1/' })).toEqual({
      none: 'unreachable',
    });
    expect(await askOcsp({ ...question, url: 'no address' })).toEqual({ none: 'unreachable' });
  });
});

describe('fetchRevocationList', () => {
  const CRL = { 'content-type': 'application/pkix-crl' };

  it('gets a list as it came, longer than any answer', async () => {
    const list = Buffer.alloc(3 * 1024 * 1024, 7);
    const methods: (string | undefined)[] = [];
    const url = await serve((message, response) => {
      methods.push(message.method);
      response.writeHead(200, CRL).end(list);
    });
    const fetched = await fetchRevocationList(url);
    // Compared as octets: comparing three million of them one by one takes half a minute.
    expect('answer' in fetched && fetched.answer.equals(list)).toBe(true);
    expect(methods).toEqual(['GET']);
  });

  it('takes no page in its place', async () => {
    const url = await serve((_, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
    );
    expect(await fetchRevocationList(url)).toEqual({ none: 'wrongContentType' });
  });

  it('ends when it is told to, amid the list', async () => {
    const stopping = new AbortController();
    const url = await serve((_, response) => {
      response.writeHead(200, CRL);
      response.write('half');
      stopping.abort();
    });
    expect(await fetchRevocationList(url, stopping.signal)).toEqual({ none: 'unreachable' });
  });
});
