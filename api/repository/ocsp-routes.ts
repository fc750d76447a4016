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

/** Files that cannot be read are no reason to end: whoever asks gets an answer, and asks again. */
function reply(response: ServerResponse, answer: () => OcspReply): void {
  try {
    send(response, answer());
  } catch (error) {
    console.error(`repository: ocsp: ${(error as NodeJS.ErrnoException).code ?? 'unexpected'}`);
    send(response, TRY_LATER);
  }
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

function post(responder: OcspResponder, request: IncomingMessage, response: ServerResponse): void {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/ocsp-request') return refuse(response, 415);
  if (Number(request.headers['content-length'] ?? 0) > REQUEST_OCTETS_MAX) {
    return refuse(response, 413);
  }
  return readBody(request, response, (octets) => reply(response, () => responder.post(octets)));
}

/**
 * `GET /ocsp/{request in base64}` and `POST /ocsp` (RFC 6960 Appendix A), straight on Node's server: every relying party asks
 * here for every signature that it looks at, and a page's middleware would cost more than the answer.
 */
export const ocspListener =
  (responder: OcspResponder): NodeListener =>
  (request, response) => {
    const { url = '', method } = request;
    if (!url.startsWith(PATH)) return false;
    const rest = url.slice(PATH.length);
    const isGet = method === 'GET' && rest.startsWith('/') && rest.length > 1;
    const isPost = method === 'POST' && (rest === '' || rest === '/');
    if (!isGet && !isPost && rest !== '' && !rest.startsWith('/')) return false;
    if (isGet)
      reply(response, () => responder.get(rest.slice(1), request.headers['if-none-match']));
    else if (isPost) post(responder, request, response);
    else refuse(response, 405);
    return true;
  };

/** Makes a server whose requests go to the listener first, and to whoever else there is only if it leaves them. */
export const serverBehind =
  (listener: NodeListener): typeof createServer =>
  (...args: readonly unknown[]) => {
    const next = args.find((arg) => typeof arg === 'function') as Parameters<
      typeof createServer
    >[1];
    const options = args.find((arg) => typeof arg === 'object') ?? {};
    return createServer(options, (request, response) => {
      if (!listener(request, response as ServerResponse)) void next?.(request, response as never);
    });
  };
