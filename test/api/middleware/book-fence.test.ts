import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { behindFence, type Fence } from '../../../api/middleware/book-fence.ts';
import { DomainError } from '../../../domain/errors.ts';

const BEHIND = new DomainError('BooksBehind', 'the database lost entry 7');

const appWith = (fence: Fence | undefined) => {
  const asked: string[] = [];
  const app = new Hono();
  app.onError((error, c) => c.text(error instanceof DomainError ? error.type : 'broken', 503));
  app.use(behindFence(fence));
  app.get('/found', (c) => c.text('found'));
  app.get('/lost', (c) => c.text('unknown number', 404));
  app.get('/flood', (c) => c.text('too many', 429));
  app.put('/write', (c) => {
    asked.push('written');
    return c.text('written', 201);
  });
  return { app, asked };
};

const sound = (): Fence & { looks: number } => ({
  behind: undefined,
  looks: 0,
  async look() {
    this.looks += 1;
  },
});

describe('behindFence', () => {
  it('answers nothing once the database is known to be behind, and reaches no route', async () => {
    const { app, asked } = appWith({ behind: BEHIND, look: async () => undefined });
    for (const [path, method] of [
      ['/found', 'GET'],
      ['/lost', 'GET'],
      ['/write', 'PUT'],
    ] as const) {
      const response = await app.request(path, { method });
      expect([path, response.status, await response.text()]).toEqual([path, 503, 'BooksBehind']);
    }
    expect(asked).toEqual([]);
  });

  it('refuses for no reason that an older database gave', async () => {
    const { app } = appWith({
      behind: undefined,
      look: async () => {
        throw BEHIND;
      },
    });
    expect((await app.request('/lost')).status).toBe(503);
    expect((await app.request('/found')).status).toBe(200);
  });

  it('spends a look on refusals alone', async () => {
    const fence = sound();
    const { app } = appWith(fence);
    await app.request('/found');
    await app.request('/write', { method: 'PUT' });
    await app.request('/flood');
    expect(fence.looks).toBe(0);
    expect((await app.request('/lost')).status).toBe(404);
    expect(fence.looks).toBe(1);
  });
});
