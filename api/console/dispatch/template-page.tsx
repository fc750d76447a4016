import type { FC } from 'hono/jsx';
import { adoptedTemplates } from '../../../domain/dispatch/templates/adopted.ts';
import { sampleValues } from '../../../domain/dispatch/templates/samples.ts';
import { fillIn, nameOf, type Template } from '../../../domain/dispatch/templates/template.ts';
import { Page, type FrameView } from '../components/frame.tsx';
import { useSay } from '../components/language-context.ts';
import { dispatches as words } from '../words/dispatches.ts';

/** A sample application, of nobody. */
const FRAME = { document: '0'.repeat(32), applicationId: '00000000-0000-7000-8000-000000000000' };

/** A template as it would arrive, with sample values. */
export const TemplatePage: FC<{ frame: FrameView; template: Template }> = (props) => {
  const { frame, template } = props;
  const { values, letters } = sampleValues(template);
  const notice = fillIn(template, values, { ...FRAME, letters });
  const name = nameOf(template);
  return (
    <Page view={frame} title={template.subject} current="dispatches">
      <div class="page">
        <Head template={template} />
        <section class="sheet" aria-labelledby="h-preview">
          <Title name={name} />
          <div class="sheet__body">
            <p class="strong">{notice.subject}</p>
            <pre class="tbs" tabindex={0} aria-labelledby="h-preview" lang="ja">
              {notice.text}
            </pre>
            <Hash of={adoptedTemplates[name] ?? ''} />
          </div>
        </section>
      </div>
    </Page>
  );
};

const Head: FC<{ template: Template }> = ({ template }) => {
  const say = useSay();
  return (
    <div class="page__head">
      <div>
        <h1>{say(template.subject)}</h1>
        <p>{say(words.previewLead)}</p>
      </div>
      <a class="btn" href="/dispatches" data-key="Escape" aria-keyshortcuts="Escape">
        {say(words.back)}
      </a>
    </div>
  );
};

const Title: FC<{ name: string }> = ({ name }) => {
  const say = useSay();
  return (
    <div class="sheet__head">
      <h2 id="h-preview">{say(words.preview)}</h2>
      <p class="mono">{name}</p>
    </div>
  );
};

const Hash: FC<{ of: string }> = ({ of }) => {
  const say = useSay();
  return (
    <p class="small quiet">
      {say(words.hash)} <span class="mono">{of}</span>
    </p>
  );
};
