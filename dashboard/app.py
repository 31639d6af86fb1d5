"""Table of contents: the pages, and what all of them share."""

import sys
from pathlib import Path

import streamlit as st

HERE = Path(__file__).resolve().parent
if str(HERE.parent) not in sys.path:  # `streamlit run dashboard/app.py` puts only dashboard/ on the import path
    sys.path.insert(0, str(HERE.parent))

from dashboard.ui.style import style  # noqa: E402  (needs the line above)
from dashboard.ui.who import come_back  # noqa: E402
from dashboard.workspace import has_console  # noqa: E402

st.set_page_config(page_title="Ownership dashboard", page_icon=str(HERE / "static" / "favicon.png"), layout="wide")
CONSOLE = [st.Page("ui/pages/sql.py", title="SQL", icon=":material/terminal:", url_path="sql")]
page = st.navigation(
    [
        st.Page("ui/pages/overview.py", title="Overview", icon=":material/monitoring:", default=True),
        st.Page("ui/pages/metric.py", title="Metric", icon=":material/show_chart:", url_path="metric"),
        st.Page("ui/pages/drift.py", title="Drift", icon=":material/trending_down:", url_path="drift"),
        st.Page("ui/pages/drill.py", title="Drill down", icon=":material/troubleshoot:", url_path="drill"),
        st.Page("ui/pages/incidents.py", title="Incidents", icon=":material/emergency_home:", url_path="incidents"),
        st.Page("ui/pages/review.py", title="Review", icon=":material/groups:", url_path="review"),
        st.Page("ui/pages/actions.py", title="Actions", icon=":material/task_alt:", url_path="actions"),
        st.Page("ui/pages/response.py", title="Response", icon=":material/timer:", url_path="response"),
        st.Page("ui/pages/past.py", title="Past reviews", icon=":material/history:", url_path="past"),
        st.Page("ui/pages/sop.py", title="SOP", icon=":material/gavel:", url_path="sop"),
        st.Page("ui/pages/diagram.py", title="Diagram", icon=":material/account_tree:", url_path="diagram"),
        st.Page("ui/pages/proposals.py", title="Proposals", icon=":material/edit_document:", url_path="proposals"),
        st.Page("ui/pages/lab.py", title="Lab", icon=":material/science:", url_path="lab"),
        st.Page("ui/pages/data.py", title="Data", icon=":material/database:", url_path="data"),
        # the way to these is on the page SOP
        st.Page("ui/pages/new_sop.py", title="New SOP", url_path="new-sop", visibility="hidden"),
        st.Page("ui/pages/evidence.py", title="Evidence", url_path="evidence", visibility="hidden"),
        *(CONSOLE if has_console() else []),
    ],
    position="top",
)
style()
page.run()
come_back()
