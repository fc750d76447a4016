import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Witness } from '../../books/witness.ts';
import { ADD_CHECKPOINT, WITNESS_REQUEST_OCTETS_MAX } from '../../books/witness-request.ts';

/**
 * The witness over HTTP: one request, no authentication but the signatures in it (C2SP tlog-witness).
 *
 * @param report is told of requests that met a failure of ours, by the kind of error alone.
 */
export function createWitnessServer(witness: Witness, report: (error: Error) => void): Hono {
  const app = new Hono();
  const limit = bodyLimit({
    maxSize: WITNESS_REQUEST_OCTETS_MAX,
    onError: (c) => c.text('request is too long\n', 413),
  });
  app.post(ADD_CHECKPOINT, limit, async (c) => {
    // Octets that are no UTF-8 are read as U+FFFD, which no signature is over.
    const { status, mediaType, body } = await witness.addCheckpoint(await c.req.text());
    return c.body(body, status, { 'content-type': mediaType });
  });
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.notFound((c) => c.text('not found\n', 404));
  app.onError((error, c) => {
    report(error);
    return c.text('cannot cosign now\n', 500);
  });
  return app;
}
