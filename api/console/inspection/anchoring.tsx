import { Hono } from 'hono';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { seesAlarms } from '../roles.ts';
import { AnchoringPage } from './anchoring-page.tsx';
import { anchoringLines } from './anchoring-view.ts';

/** `GET /inspection/anchoring`: when each book was last anchored outside. */
export function anchoringPages(dependencies: ConsoleDependencies) {
  const { records, now } = dependencies;
  return new Hono<ConsoleEnvironment>().get('/', async (c) => {
    if (!seesAlarms(c.get('session').officer)) throw new PageRefused('booksForbidden');
    const lines = anchoringLines(await records.anchoring(), now());
    return c.html(<AnchoringPage frame={await pageFrame(c, dependencies)} lines={lines} />);
  });
}
