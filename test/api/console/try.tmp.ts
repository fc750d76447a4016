import { serve } from '@hono/node-server';
import { randomBytes, createHash } from 'node:crypto';
import { createConsoleApp } from '../../../api/console/app.tsx';
import { openConsoleRecords } from '../../../db/inspection/console-records.ts';
import { signInLinks } from '../../../db/schema/governance.ts';
import { startSeededOffice } from './seed/seeded-office.ts';
const t = Date.now();
const office = await startSeededOffice();
console.log('seeded', Date.now() - t);
for (const [i, id] of ['officer-01', 'officer-02', 'officer-06', 'officer-05'].entries()) {
  const s = String(i).repeat(43);
  await office.owner.insert(signInLinks).values({
    idSha256: createHash('sha256').update(s).digest('hex'),
    officerId: id,
    endsAt: new Date('2027-01-01'),
  });
}
const app = createConsoleApp({
  records: openConsoleRecords(office.db),
  evidence: office.evidence,
  settings: {
    isDevelopment: true,
    isSecure: false,
    build: '3f2a9c1',
    terminal: 'development',
    sessionKey: randomBytes(32),
  },
  now: () => office.now,
  report: (i) => console.error(i),
});
serve({ fetch: app.fetch, port: 18099, hostname: '127.0.0.1' }, () => console.log('up'));
process.on('SIGTERM', () => void office.stop().then(() => process.exit(0)));
