import { Hono } from 'hono';
import { ITEMS, type Item } from '../../../books/events/row.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { PageRefused } from '../errors.tsx';
import { pageFrame } from '../frame-view.ts';
import { isApplicationId } from '../application/case-number.ts';
import { mayReadBooks, mayReadCases } from '../roles.ts';
import { BooksPage } from './books-page.tsx';
import { booksView, BOOK_PAGE_SIZE, entryView } from './book-view.ts';
import { EntryPage } from './entry-page.tsx';

const readItem = (text: string | undefined): Item | undefined =>
  ITEMS.find((item) => item === text);

const readWhole = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

/** `GET /inspection/books` and its entries: the books as they are, without any name of a person. */
export function books(dependencies: ConsoleDependencies) {
  const { records } = dependencies;
  const app = new Hono<ConsoleEnvironment>();

  app.get('/', async (c) => {
    if (!mayReadBooks(c.get('session').officer)) throw new PageRefused('booksForbidden');
    const item = readItem(c.req.query('item'));
    const before = readWhole(c.req.query('before'));
    const [entries, size] = await Promise.all([
      records.books.list({ before, item, limit: BOOK_PAGE_SIZE + 1 }),
      records.books.size(),
    ]);
    const view = booksView({ entries, size, item, isFirst: before === undefined });
    return c.html(<BooksPage frame={await pageFrame(c, dependencies)} view={view} />);
  });

  app.get('/entries/office/:key', async (c) => {
    const key = c.req.param('key');
    const index = readWhole(key);
    const wanted =
      index === undefined ? (isApplicationId(key) ? { id: key } : undefined) : { index };
    const entry = wanted && (await records.books.find(wanted));
    const { officer } = c.get('session');
    // Who may open a case may follow it into the books; the books as a whole are the auditor's.
    const isOfCase = entry !== undefined && entry.caseId !== null && mayReadCases(officer);
    if (!mayReadBooks(officer) && !isOfCase) throw new PageRefused('booksForbidden');
    if (!entry) throw new PageRefused('notFound');
    const view = entryView(entry, await records.staff());
    return c.html(<EntryPage frame={await pageFrame(c, dependencies)} view={view} />);
  });

  return app;
}
