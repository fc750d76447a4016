import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { REQUEST_OCTETS_MAX } from './ocsp-request.ts';
import { TRY_LATER, type OcspReply, type OcspResponder } from './ocsp.ts';

/** Answers a request of Node's own server; false if it is for somebody else. */
export type NodeListener = (request: IncomingMessage, response: ServerResponse) => boolean;

const PATH = '/ocsp';

function send(response: ServerResponse, { status, headers, octets }: OcspReply): void {
  const length = octets ? { 'Content-Length': octets.length } : {};
  response.writeHead(status, { ...headers, ...length });
  response.end(octets);
}

/** Told what kept files from being read: a code of the operating system. */
type Teller = (code: string) => void;

/** Files that cannot be read are no reason to end: whoever asks gets an answer, and asks again. */
function replier(tell: Teller) {
  return (response: ServerResponse, answer: () => OcspReply): void => {
    try {
      send(response, answer());
    } catch (error) {
      tell((error as NodeJS.ErrnoException).code ?? 'unexpected');
      send(response, TRY_LATER);
    }
  };
}

function refuse(response: ServerResponse, status: 405 | 413 | 415): void {
  response.writeHead(status, { 'Content-Length': 0, 'Cache-Control': 'no-store' });
  response.end();
}

/** Reads so much of a body and no more. */
function readBody(request: IncomingMessage, response: ServerResponse, then: (b: Buffer) => void) {
  const chunks: Buffer[] = [];
  let length = 0;
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= REQUEST_OCTETS_MAX) chunks.push(chunk);
  });
  request.on('end', () => {
    if (length > REQUEST_OCTETS_MAX) refuse(response, 413);
    else then(Buffer.concat(chunks));
  });
}

function receive(
  request: IncomingMessage,
  response: ServerResponse,
  then: (octets: Buffer) => void,
): void {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/ocsp-request') return refuse(response, 415);
  if (Number(request.headers['content-length'] ?? 0) > REQUEST_OCTETS_MAX) {
    return refuse(response, 413);
  }
  return readBody(request, response, then);
}

/**
 * `GET /ocsp/{request in base64}` and `POST /ocsp` (RFC 6960 Appendix A), straight on Node's server: every relying party asks
 * here for every signature that it looks at, and a page's middleware would cost more than the answer.
 */
export function ocspListener(responder: OcspResponder, tell: Teller): NodeListener {
  const reply = replier(tell);
  return (request, response) => {
    const { url = '', method } = request;
    const rest = url.slice(PATH.length);
    if (!url.startsWith(PATH) || !/^(?:\/|$)/.test(rest)) return false;
    const hasName = rest.length > 1;
    if (method === 'GET' && hasName) {
      const ifNoneMatch = request.headers['if-none-match'];
      reply(response, () => responder.get(rest.slice(1), ifNoneMatch));
    } else if (method === 'POST' && !hasName) {
      receive(request, response, (octets) => reply(response, () => responder.post(octets)));
    } else refuse(response, 405);
    return true;
  };
}

/** Makes a server whose requests go to the listener first, and to whoever else there is only if it leaves them. */
export const serverBehind =
  (listener: NodeListener): typeof createServer =>
  (...args: readonly unknown[]) => {
    const next = args.find((arg) => typeof arg === 'function') as Parameters<
      typeof createServer
    >[1];
    const options = args.find((arg) => typeof arg === 'object') ?? {};
    return createServer(options, (request, response) => {
      if (!listener(request, response)) next?.(request, response);
    });
  };
