# 医保明白账: everything a clone needs. `make` alone lists the targets.
# Works with Python 3.11+ and its venv module, GNU make and a package index; nothing global.

PORT ?= 8000
PYTHON ?=
VENV := .venv
VNU := .vnu
AUDIT := .audit
SCHEMATHESIS := .schemathesis
FRICTIONLESS := .frictionless
PY := $(VENV)/bin/python
PIP_INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes
UV_COMPILE := $(PY) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url
UPGRADE ?=

# Where the reader's own locale is not UTF-8, our Chinese messages still are.
export PYTHONUTF8 := 1
# The environment decides where Django looks, never a leftover of another project.
unexport DJANGO_SETTINGS_MODULE PYTHONPATH PYTHONHOME

# An address of its own in .env or the environment wins; otherwise it follows PORT.
LOCAL_SITE_URL := $(if $(SITE_URL)$(shell grep -s '^[[:space:]]*\(export \)\{0,1\}SITE_URL=' .env),,SITE_URL=http://127.0.0.1:$(PORT))

.DEFAULT_GOAL := help
.PHONY: help run test test-api test-postgres cluster-test soak random-load check html engines bench fuzz audit open-data sbom licences clauses units fix admin shots access icons lock clean python venv runtime dev scale postgres vnu

help: ## 列出所有命令 · list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1 /p' $(firstword $(MAKEFILE_LIST)) \
		| while read -r name text; do printf '  make %-14s %s\n' "$$name" "$$text"; done

run: runtime ## 启动网站，PORT=8000 可改 · install, migrate, load the facts once, serve
	@$(PY) manage.py database_still_there
	@$(PY) manage.py migrate --verbosity 0
	@$(LOCAL_SITE_URL) $(PY) manage.py load_facts --if-empty
	@$(PY) manage.py collectstatic --noinput --verbosity 0
	@$(LOCAL_SITE_URL) $(PY) manage.py write_data --verbosity 0
	@echo "正在启动 http://127.0.0.1:$(PORT)/ …"
	@$(LOCAL_SITE_URL) PORT=$(PORT) MALLOC_ARENA_MAX=2 exec $(PY) -m gunicorn

# Two runs: the browser tests want the processor to themselves. Both are run, either may fail,
# each with two workers, and says at its end what took longest.
SUITE := $(PY) -m pytest -n 2 --dist loadfile --durations=10
test: dev ## 跑全部测试 · all tests, then those in a browser
	@status=0; \
	$(SUITE) -m "not browser and not engines" $(ARGS) || status=$$?; \
	$(SUITE) -m browser $(ARGS) || status=$$?; \
	exit $$status

# All but the browser's, on a server of its own; each run says at its end how many and how long.
test-postgres: venv postgres dev scale ## 在临时的 PostgreSQL 上跑测试 · the tests on a PostgreSQL of their own
	@$(PY) -m yibao_site.tests.own_postgres $(SUITE) -m "not browser and not engines" $(ARGS)

# schemathesis brings thirty packages: an environment of its own, as for `make audit`.
test-api: dev ## 用 schemathesis 查接口，EXAMPLES=300 多试几次 · schemathesis against the API, all checks
	@test -x $(SCHEMATHESIS)/bin/schemathesis || { \
		echo "正在安装 schemathesis（$(SCHEMATHESIS)/）…"; \
		rm -rf $(SCHEMATHESIS) && $(PY) -m venv $(SCHEMATHESIS) \
		&& $(SCHEMATHESIS)/bin/python -m pip install --quiet --disable-pip-version-check \
			"schemathesis>=4.32,<4.33" "openapi-spec-validator>=0.9,<0.10" \
		|| { rm -rf $(SCHEMATHESIS); echo "没有装上，多半是连不上包的索引。什么都没有查。" >&2; exit 1; }; }
	@$(PY) -m bench.api $(SCHEMATHESIS) --max-examples $(or $(EXAMPLES),100) $(ARGS)

# What breaks when machines do: nginx, two instances, PostgreSQL with a replica, all of it here.
cluster-test: dev scale ## 几台机器的样子在本机搭一套，弄坏、修好，QUICK=1 快 · break a cluster on one machine
	@$(PY) -m cluster $(if $(QUICK),--quick) $(ARGS)

soak: dev scale ## 一边改一边读 MINUTES=30 分钟，看错没错、内存涨没涨 · half an hour of mixed reading
	@$(PY) -m cluster soak --minutes $(or $(MINUTES),30) $(ARGS)

random-load: dev scale ## 乱问 REQUESTS=200000 次，看内存有没有顶 · random requests at a bare instance
	@$(PY) -m cluster random --requests $(or $(REQUESTS),200000) $(ARGS)

check: dev ## 检查格式、类型、模板、设置 · format, lint, types, templates, settings
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m djlint --lint --quiet templates
	$(PY) -m yibao_site.tests.line_lengths
	@set -eu; VAR_DIR=$$(mktemp -d); export VAR_DIR; trap 'rm -rf "$$VAR_DIR"' EXIT; \
	export STATIC_ROOT="$$VAR_DIR/static" DATABASE_URL="sqlite:///$$VAR_DIR/check.sqlite3" DEBUG=0; \
	export HTTPS=1 SITE_URL=https://example.org ALLOWED_HOSTS=example.org; \
	export OPERATOR=某某社区中心 OPERATOR_CONTACT=0746-0000000 ICP_NUMBER=湘ICP备00000000号; \
	SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(60))'); export SECRET_KEY; \
	set -x; \
	$(PY) -m mypy; \
	$(PY) manage.py makemigrations --check --dry-run; \
	$(PY) -m yibao_site.tests.migration_lint; \
	$(PY) -W error manage.py check --deploy --fail-level WARNING

html: dev vnu ## 用 vnu 检查网页、样式和图标，要有 Java 和 npm · valid HTML, CSS and SVG
	@$(PY) -m yibao_site.tests.browser.html $(VNU)/node_modules/vnu-jar/build/dist/vnu.jar

engines: dev ## 在 Firefox 和 WebKit（iPhone 的内核）里走一遍 · the main journeys in two more engines
	@command -v xvfb-run >/dev/null || { \
		echo "make engines 要用 xvfb。Debian、Ubuntu 上请运行：sudo apt install firefox-esr webkit2gtk-driver xvfb" >&2; \
		echo "make engines needs a screen: sudo apt install firefox-esr webkit2gtk-driver xvfb" >&2; \
		exit 1; }
	@xvfb-run -a -s "-screen 0 1600x1200x24" \
		$(PY) -m pytest -m engines --durations=5 yibao_site/tests/engines $(ARGS)

bench: dev ## 量速度，以一个空的 Django 为单位，有 valgrind 才数指令 · speed in bare hellos
	@$(PY) -m bench

fuzz: dev ## 编造两万次请求，看有没有出错的，REQUESTS=2000 SEED=1 · made-up requests, none may fail
	@$(PY) -m bench.fuzz --requests $(or $(REQUESTS),20000) --seed $(or $(SEED),1)

audit: dev audit-tools ## 查锁定的包有没有已知漏洞，要有网络 · known faults of locked packages
	@$(PY) -m bench.audit $(AUDIT)/bin/pip-audit requirements.txt requirements-scale.txt requirements-dev.txt

open-data: dev frictionless ## 请 frictionless 查 /data/ 的文件，要有网络 · the data files, judged by others
	@FRICTIONLESS=$(FRICTIONLESS)/bin/frictionless $(PY) -m pytest opendata/tests/test_frictionless.py $(ARGS)

sbom: audit-tools ## 列出运行用的包，写成 sbom.json（CycloneDX） · a bill of materials
	@$(AUDIT)/bin/cyclonedx-py requirements requirements.txt --of JSON -o sbom.json
	@echo "写好了 sbom.json。"

licences: dev ## 列出用到的包和许可，写进 docs/licences.md · licences of all packages
	@$(PY) -m bench.licences

clauses: dev ## 量条款读得准不准，WORST=10 多看几条读错的 · precision and recall of the clause reader
	@$(PY) -m documents.tests.measure all --shapes --worst $(or $(WORST),0)

units: dev ## 查 systemd 的单元写得对不对、露出多少，要有 systemd 250 · verify and rate the units
	@deploy/systemd/check

fix: dev ## 整理格式 · format, and repair what ruff can
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

admin: runtime ## 新建后台管理员 · create a superuser
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py create_admin
	@echo "好了。用 make run 启动网站，在编辑后台（ADMIN_PATH，没有改过就是 /admin/）登录。"

shots: dev ## 各页截图放进 shots/，NAMES="home lanzhou" 只拍几张 · full-page screenshots
	@$(PY) -m yibao_site.tests.browser.shots $(NAMES)

access: dev ## 照适老化的要求逐条量一遍，量出的数写进无障碍说明 · measure what the page on access says
	@$(PY) -m yibao_site.tests.browser.access

icons: dev ## 改了标志以后，重画图标和分享图 · draw icons and card anew from the mark
	@$(PY) -m yibao_site.tests.browser.icons

lock: dev ## 重新锁定依赖，UPGRADE=1 同时升级 · recompile the three locks
	$(UV_COMPILE) $(if $(UPGRADE),--upgrade) requirements.in -o requirements.txt
	$(UV_COMPILE) $(if $(UPGRADE),--upgrade) requirements-dev.in -o requirements-dev.txt
	$(UV_COMPILE) $(if $(UPGRADE),--upgrade) requirements-scale.in -o requirements-scale.txt

clean: ## 删掉能再生成的东西，不动 var/ 里的数据 · remove what can be made again, never the data
	rm -rf $(VENV) $(VNU) $(AUDIT) $(SCHEMATHESIS) $(FRICTIONLESS) sbom.json staticfiles shots .databases .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# npm brings its own list of whom to trust; where the system has one, that counts as well.
SYSTEM_CERTIFICATES := $(wildcard /etc/ssl/certs/ca-certificates.crt)

# The checker of `make html`, as .ci/vnu/ pins it. Its install script would fetch a Java of its
# own: not wanted. As with the environment, the copy of the lock says what is installed.
vnu:
	@cmp -s .ci/vnu/package-lock.json $(VNU)/package-lock.json || { \
		for tool in java npm; do command -v $$tool >/dev/null || { \
			echo "make html 要用 $$tool。Debian、Ubuntu 上请运行：sudo apt install default-jre-headless nodejs npm" >&2; \
			exit 1; }; done; \
		echo "正在安装检查网页用的 vnu（.ci/vnu/）…"; \
		mkdir -p $(VNU) && cp .ci/vnu/package.json .ci/vnu/package-lock.json $(VNU)/ \
		&& NODE_EXTRA_CA_CERTS="$${NODE_EXTRA_CA_CERTS-$(SYSTEM_CERTIFICATES)}" \
			npm ci --prefix $(VNU) --ignore-scripts --no-audit --no-fund --silent \
		|| { rm -f $(VNU)/package-lock.json; exit 1; }; }

# Tools outside the locks, in an environment of their own: they are no part of the site.
.PHONY: audit-tools
audit-tools: venv
	@test -x $(AUDIT)/bin/pip-audit && test -x $(AUDIT)/bin/cyclonedx-py || { \
		echo "正在安装 pip-audit 和 cyclonedx-bom（$(AUDIT)/）…"; \
		rm -rf $(AUDIT) && $(PY) -m venv $(AUDIT) \
		&& $(AUDIT)/bin/python -m pip install --quiet --disable-pip-version-check \
			"pip-audit>=2.10,<2.11" "cyclonedx-bom>=7.5,<7.6" \
		|| { rm -rf $(AUDIT); echo "没有装上，多半是连不上包的索引。什么都没有查。" >&2; exit 1; }; }

.PHONY: frictionless
frictionless: venv
	@test -x $(FRICTIONLESS)/bin/frictionless || { \
		echo "正在安装 frictionless（$(FRICTIONLESS)/）…"; \
		rm -rf $(FRICTIONLESS) && $(PY) -m venv $(FRICTIONLESS) \
		&& $(FRICTIONLESS)/bin/python -m pip install --quiet --disable-pip-version-check \
			"frictionless[json]>=5.21,<5.22" \
		|| { rm -rf $(FRICTIONLESS); echo "没有装上，多半是连不上包的索引。什么都没有查。" >&2; exit 1; }; }

# Print a Python that can make the environment: 3.11 or later, with venv and ensurepip.
# Candidates are run, not just looked for: a pyenv shim exists even where its Python does not.
python:
	@old=; bare=; \
	for candidate in $(or $(PYTHON),python3.13 python3.12 python3.11 python3); do \
		"$$candidate" -c '' 2>/dev/null || continue; \
		if ! "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
			old="$$old $$candidate ($$("$$candidate" -V 2>&1))"; continue; fi; \
		if ! "$$candidate" -c 'import ensurepip, venv' 2>/dev/null; then \
			bare="$$bare $$candidate"; continue; fi; \
		echo "$$candidate"; exit 0; \
	done; \
	if [ -n "$$bare" ]; then \
		echo "这台机器的 Python（$${bare# }）缺少 venv 模块。Debian、Ubuntu 上请运行：sudo apt install python3-venv" >&2; \
		echo "Python ($${bare# }) lacks the venv module (ensurepip). On Debian or Ubuntu: sudo apt install python3-venv" >&2; \
	elif [ -n "$$old" ]; then \
		echo "需要 Python 3.11 或更新的版本，这里只有$$old。装好后可以用 make PYTHON=/路径/python3 指定。" >&2; \
		echo "Python 3.11 or later is needed; found only$$old. Point to another with make PYTHON=/path/to/python3." >&2; \
	else \
		echo "找不到能用的 Python（试过：$(or $(PYTHON),python3.13 python3.12 python3.11 python3)）。需要 3.11 或更新的版本。" >&2; \
		echo "No working Python found (tried: $(or $(PYTHON),python3.13 python3.12 python3.11 python3)). 3.11 or later is needed." >&2; \
	fi; \
	exit 1

# The environment, made anew where it is missing or its Python has gone.
venv:
	@if ! $(PY) -m pip --version >/dev/null 2>&1; then \
		python=$$($(MAKE) --no-print-directory -s python) || exit 1; \
		echo "正在建立 $(VENV)（$$($$python -V)）…"; \
		rm -rf $(VENV); \
		"$$python" -m venv $(VENV) || { \
			rm -rf $(VENV); \
			echo "建立 $(VENV) 失败。Debian、Ubuntu 上请先运行：sudo apt install python3-venv" >&2; \
			echo "Could not create $(VENV). On Debian or Ubuntu: sudo apt install python3-venv" >&2; \
			exit 1; }; \
	fi

# The copy inside the environment is the lock it was last installed from.
runtime: venv
	@cmp -s requirements.txt $(VENV)/requirements.txt || { \
		echo "正在安装依赖（requirements.txt）…"; \
		$(PIP_INSTALL) -r requirements.txt && cp requirements.txt $(VENV)/requirements.txt; }

dev: venv
	@cmp -s requirements-dev.txt $(VENV)/requirements-dev.txt || { \
		echo "正在安装测试和检查用的依赖（requirements-dev.txt）…"; \
		$(PIP_INSTALL) -r requirements-dev.txt && cp requirements-dev.txt $(VENV)/requirements-dev.txt; }

scale: venv
	@cmp -s requirements-scale.txt $(VENV)/requirements-scale.txt || { \
		echo "正在安装 PostgreSQL 用的依赖（requirements-scale.txt）…"; \
		$(PIP_INSTALL) -r requirements-scale.txt && cp requirements-scale.txt $(VENV)/requirements-scale.txt; }

# Says what is missing where there is no server to be had.
postgres: venv
	@$(PY) -m yibao_site.tests.own_postgres
