import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { bodySize } from '../../../api/middleware/body-size.ts';
import { Refusal } from '../../../api/middleware/problem-details.ts';
import { problems } from '../../../api/portal/problems/catalogue.ts';

const app = new Hono()
  .post('/', bodySize(10, problems.bodyTooLarge), async (c) => c.text(await c.req.text()))
  .onError((error, c) => {
    if (!(error instanceof Refusal)) throw error;
    return c.json(error.occurrence.members ?? {}, error.problem.status);
  });

const streamed = (text: string) =>
  new Request('http://localhost/', {
    method: 'POST',
    body: new Blob([text]).stream(),
    duplex: 'half',
  });

describe('bodySize', () => {
  it('lets pass what fits', async () => {
    const body = '1234567890';
    const announced = { method: 'POST', body, headers: { 'content-length': '10' } };
    expect(await (await app.request('/', announced)).text()).toBe(body);
    expect(await (await app.request(streamed(body))).text()).toBe(body);
  });

  it('refuses by the length that is announced', async () => {
    const announced = { method: 'POST', body: 'x', headers: { 'content-length': '11' } };
    const answer = await app.request('/', announced);
    expect([answer.status, await answer.json()]).toEqual([413, { limitOctets: 10 }]);
  });

  it('refuses by what comes, where no length is announced', async () => {
    expect((await app.request(streamed('12345678901'))).status).toBe(413);
  });
});
