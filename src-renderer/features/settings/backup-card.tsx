import { useMutation } from '@tanstack/react-query';
import { Download, Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import type { BackupChange } from '#shared/domain/configuration-backup';
import { api } from '#renderer/lib/client';
import { parseObject } from '#renderer/lib/parse-object';
import { Button } from '#renderer/ui/button';
import { Card } from '#renderer/ui/card';
import { Failure } from '#renderer/ui/feedback';
import { Field } from '#renderer/ui/field';
import { Input } from '#renderer/ui/input';

/** The configuration as one file, and what restoring such a file would change before it does. */
export function BackupCard() {
  const { t } = useTranslation('settings');
  return (
    <Card title={t('backup.title')}>
      <div className="flex flex-col gap-4">
        <p className="text-muted">{t('backup.text')}</p>
        <Export />
        <Restore />
      </div>
    </Card>
  );
}

function Export() {
  const { t } = useTranslation('settings');
  const [secrets, setSecrets] = useState(false);
  const [password, setPassword] = useState('');
  const save = useMutation(
    api.backup.export.mutationOptions({
      onSuccess: ({ name, file }) => download(name, JSON.stringify(file, null, 2)),
    }),
  );
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ secrets, ...(secrets && { password }) });
      }}
    >
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          className="size-4 accent-(--accent)"
          checked={secrets}
          onChange={(event) => setSecrets(event.target.checked)}
        />
        {t('backup.secrets')}
      </label>
      {secrets && (
        <Field label={t('backup.password')} hint={t('backup.passwordHint')}>
          {(ids) => (
            <Input
              {...ids}
              type="password"
              autoComplete="new-password"
              minLength={8}
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
      )}
      {save.error !== null && <Failure error={save.error} />}
      <Button type="submit" className="self-start" busy={save.isPending}>
        <Download aria-hidden />
        {t('backup.export')}
      </Button>
    </form>
  );
}

interface Chosen {
  readonly name: string;
  readonly file: Record<string, unknown>;
}

function Restore() {
  const { t } = useTranslation('settings');
  const input = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<Error | null>(null);
  const preview = useMutation(api.backup.preview.mutationOptions());
  const restore = useMutation(
    api.backup.restore.mutationOptions({
      onSuccess: () => {
        toast.success(t('backup.restored'));
        setChosen(null);
        setPassword('');
        preview.reset();
      },
    }),
  );
  const choose = async (file: File): Promise<void> => {
    preview.reset();
    restore.reset();
    setProblem(null);
    const content = parseObject(await file.text());
    if (content === null) {
      setProblem(new Error(t('backup.notJson', { name: file.name })));
      return;
    }
    setChosen({ name: file.name, file: content });
    if (content['derivation'] === null) preview.mutate({ file: content });
  };
  const isSealed = chosen !== null && chosen.file['derivation'] !== null;
  const request = chosen === null ? null : { file: chosen.file, ...(isSealed && { password }) };
  const error = problem ?? preview.error ?? restore.error;
  return (
    <div className="flex flex-col gap-2">
      <input
        ref={input}
        type="file"
        accept="application/json,.json"
        className="hidden"
        aria-label={t('backup.choose')}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file !== undefined) void choose(file);
          event.target.value = '';
        }}
      />
      <Button className="self-start" onClick={() => input.current?.click()}>
        <Upload aria-hidden />
        {t('backup.choose')}
      </Button>
      {isSealed && preview.data === undefined && (
        <form
          className="flex items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            if (request !== null) preview.mutate(request);
          }}
        >
          <Field label={t('backup.passwordOf', { name: chosen.name })}>
            {(ids) => (
              <Input
                {...ids}
                type="password"
                autoComplete="off"
                value={password}
                onChange={(event) => setPassword(event.target.value)}
              />
            )}
          </Field>
          <Button type="submit" busy={preview.isPending} disabled={password === ''}>
            {t('backup.open')}
          </Button>
        </form>
      )}
      {error !== null && <Failure error={error} />}
      {preview.data !== undefined && request !== null && (
        <div className="flex flex-col gap-2 rounded-md border p-3">
          <ul className="flex flex-col gap-0.5">
            {preview.data.changes.map((change) => (
              <Change key={`${change.kind} ${change.id}`} change={change} />
            ))}
          </ul>
          <Button
            look="primary"
            className="self-start"
            busy={restore.isPending}
            onClick={() => restore.mutate(request)}
          >
            {t('backup.restore')}
          </Button>
        </div>
      )}
    </div>
  );
}

function Change({ change: { kind, name, action, fields, problem } }: { readonly change: BackupChange }) {
  const { t } = useTranslation('settings');
  const what = t(`backup.kinds.${kind}`, { name: name ?? '' });
  return (
    <li className={action === 'same' || action === 'keep' ? 'text-muted' : ''}>
      {t(`backup.actions.${action}`, { what, fields: fields.join(', ') })}
      {problem !== null && ` ${t(`backup.problems.${problem}`)}`}
    </li>
  );
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
